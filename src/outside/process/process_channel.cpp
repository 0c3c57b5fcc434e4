#include "outside/process/process_channel.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "base/shortened.hpp"

namespace megabandit {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kLongestLine = 1 << 20;
constexpr Child::Duration kPatienceWithTheSilent = 200ms;

// The body of an inquiry is an object; its id goes first.
std::string line_of(std::uint64_t id, const std::string& body) {
  return fmt::format("{{\"id\":{}{}{}\n", id, body == "{}" ? "" : ",", std::string_view(body).substr(1));
}

std::string shown(const std::string& line) {
  constexpr std::size_t kShown = 200;
  return shortened(line, kShown);
}

}  // namespace

ProcessChannel::ProcessChannel(ProcessSettings settings, Reading reading)
    : settings_(std::move(settings)),
      reading_(std::move(reading)),
      waker_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (waker_ < 0) throw InternalError("no file is left for talking to another program; raise `ulimit -n`");
}

ProcessChannel::~ProcessChannel() { ::close(waker_); }

void ProcessChannel::wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(waker_, &one, sizeof one);  // full: it is awake
}

void ProcessChannel::start() {
  child_.emplace(settings_.command);
  answers_of_others_ = answers_;
}

void ProcessChannel::send(std::uint64_t id, const Inquiry& inquiry) {
  if (!child_) start();
  to_write_ += line_of(id, inquiry.body);
  asked_.emplace(id, answers_);
  write();
}

std::vector<Reply> ProcessChannel::receive(Clock::time_point until) {
  if (replies_.empty()) wait(until);
  return std::exchange(replies_, {});
}

void ProcessChannel::wait(Clock::time_point until) {
  const short to_child = to_write_.empty() ? 0 : POLLOUT;
  std::array<pollfd, 3> files{{{waker_, POLLIN, 0},
                               {child_ ? child_->output() : -1, POLLIN, 0},
                               {child_ && to_child != 0 ? child_->input() : -1, to_child, 0}}};
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
  const auto most = static_cast<std::int64_t>(std::numeric_limits<int>::max());
  if (::poll(files.data(), files.size(), static_cast<int>(std::clamp<std::int64_t>(left, 0, most))) <= 0)
    return;
  if (files[0].revents != 0) {
    std::uint64_t calls = 0;
    [[maybe_unused]] const ssize_t taken = ::read(waker_, &calls, sizeof calls);
  }
  if (files[2].revents != 0) write();
  if (files[1].revents != 0) read();
}

// A program that does not read any more is noticed by its silence, or by the end of its output.
void ProcessChannel::write() {
  while (!to_write_.empty()) {
    const ssize_t written = ::write(child_->input(), to_write_.data(), to_write_.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) return;
    if (written < 0) return to_write_.clear();
    to_write_.erase(0, narrow<std::size_t>(written));
  }
}

void ProcessChannel::read() {
  std::array<char, 1 << 16> buffer;
  for (;;) {
    const ssize_t got = ::read(child_->output(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return lost("", child_->end(kPatienceWithTheSilent));
    read_.append(buffer.data(), narrow<std::size_t>(got));
    read_lines();
  }
}

void ProcessChannel::read_lines() {
  std::size_t begin = 0;
  for (std::size_t end; (end = read_.find('\n', begin)) != std::string::npos; begin = end + 1)
    if (const std::string line = read_.substr(begin, end - begin);
        line.find_first_not_of(" \t\r") != std::string::npos)
      read_answer(line);
  read_.erase(0, begin);
  if (read_.size() > kLongestLine)
    throw DataError(
        fmt::format("the {} writes a line of more than {} bytes, beginning with '{}'; an answer "
                    "is one short line",
                    settings_.outsider.name, kLongestLine, shown(read_)));
}

void ProcessChannel::read_answer(const std::string& line) {
  const nlohmann::json answer = nlohmann::json::parse(line, nullptr, false);
  if (!answer.is_object() || !answer.contains("id") || !answer["id"].is_number_unsigned())
    throw DataError(
        fmt::format("the {} writes a line that is no answer: '{}'; answers are JSON objects (without NaN "
                    "or Infinity) with "
                    "the id of their question, and all else belongs on standard error",
                    settings_.outsider.name, shown(line)));
  const auto id = answer["id"].get<std::uint64_t>();
  asked_.erase(id);
  ++answers_;
  silent_ends_ = 0;
  replies_.push_back({id, content_of(answer)});
}

std::variant<AnswerText, Trouble> ProcessChannel::content_of(const nlohmann::json& answer) const {
  const auto error = answer.find("error");
  if (error == answer.end()) return reading_(answer);
  const std::string said = error->is_string() ? error->get<std::string>() : error->dump();
  return Trouble{Trouble::Kind::unreadable,
                 fmt::format("the {} says: {}", settings_.outsider.name, shown(said))};
}

// Alive but silent since the question came: it hangs.
void ProcessChannel::overdue(std::uint64_t id) {
  const auto at = asked_.find(id);
  if (at == asked_.end()) return;
  const bool silent = child_ && at->second == answers_;
  asked_.erase(at);
  if (silent) lost(" hung and", child_->end(kPatienceWithTheSilent));
}

void ProcessChannel::lost(const std::string& how, const ChildEnd& end) {
  const auto& [name, table] = settings_.outsider;
  const std::string text = fmt::format("the {}{} {}", name, how, end.text());
  child_.reset();
  to_write_.clear();
  read_.clear();
  if (end.not_started())
    throw MissingInput(fmt::format("the {} `{}` cannot be run (exit code {}); check {}.command", name,
                                   settings_.command, end.code, table));
  if (answers_ == answers_of_others_ && ++silent_ends_ > settings_.restarts)
    throw MissingInput(
        fmt::format("{}, {} times in a row without an answer; see what it writes to standard error "
                    "({}.restarts = {})",
                    text, silent_ends_, table, settings_.restarts));
  for (const auto& [id, answers] : asked_) replies_.push_back({id, Trouble{Trouble::Kind::silent, text}});
  asked_.clear();
}

}  // namespace megabandit
