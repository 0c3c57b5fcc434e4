#include "judge/outside/process/process_channel.hpp"

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
using nlohmann::ordered_json;

constexpr std::size_t kLongestLine = 1 << 20;
constexpr Child::Duration kPatienceWithTheSilent = 200ms;

ordered_json json_of(const Contender& contender) {
  ordered_json json{{"name", *contender.name}};
  if (contender.text != nullptr) json["text"] = *contender.text;
  if (contender.output != nullptr) json["output"] = *contender.output;
  return json;
}

std::string line_of(std::uint64_t id, const Request& request) {
  ordered_json json{{"id", id}, {"seed", request.seed}, {"ticket", request.ticket}};
  if (request.prompt != nullptr) json["prompt"] = *request.prompt;
  json["first"] = json_of(request.first);
  json["second"] = json_of(request.second);
  return json.dump() + "\n";
}

std::string shown(const std::string& line) {
  constexpr std::size_t kShown = 200;
  return shortened(line, kShown);
}

// Why an answer without a winner has none.
std::string complaint(const nlohmann::json& answer) {
  if (const auto error = answer.find("error"); error != answer.end())
    return "the judge says: " + shown(error->is_string() ? error->get<std::string>() : error->dump());
  const auto winner = answer.find("winner");
  if (winner == answer.end()) return fmt::format("an answer without \"winner\": {}", shown(answer.dump()));
  return fmt::format("the winner is {}; it must be \"first\", \"second\" or \"tie\"", shown(winner->dump()));
}

}  // namespace

ProcessChannel::ProcessChannel(ProcessSettings settings)
    : settings_(std::move(settings)), waker_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (waker_ < 0) throw InternalError("no file is left for talking to the judge; raise `ulimit -n`");
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

void ProcessChannel::send(std::uint64_t id, const Request& request) {
  if (!child_) start();
  to_write_ += line_of(id, request);
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

// A judge that does not read any more is noticed by its silence, or by the end of its output.
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
    if (got <= 0) return lost("the judge", child_->end(kPatienceWithTheSilent));
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
        fmt::format("the judge writes a line of more than {} bytes, beginning with '{}'; an answer "
                    "is one short line",
                    kLongestLine, shown(read_)));
}

void ProcessChannel::read_answer(const std::string& line) {
  const nlohmann::json answer = nlohmann::json::parse(line, nullptr, false);
  if (!answer.is_object() || !answer.contains("id") || !answer["id"].is_number_unsigned())
    throw DataError(
        fmt::format("the judge writes a line that is no answer: '{}'; answers are JSON objects with "
                    "the id of their question, and all else belongs on standard error",
                    shown(line)));
  const auto id = answer["id"].get<std::uint64_t>();
  asked_.erase(id);
  ++answers_;
  silent_ends_ = 0;
  const auto winner = answer.find("winner");
  const auto verdict = winner != answer.end() && winner->is_string()
                           ? verdict_named(winner->get<std::string>())
                           : std::nullopt;
  if (verdict)
    replies_.push_back({id, *verdict});
  else
    replies_.push_back({id, Trouble{Trouble::Kind::unreadable, complaint(answer)}});
}

// Alive but silent since the question came: it hangs.
void ProcessChannel::overdue(std::uint64_t id) {
  const auto at = asked_.find(id);
  if (at == asked_.end()) return;
  const bool silent = child_ && at->second == answers_;
  asked_.erase(at);
  if (silent) lost("the judge hung and", child_->end(kPatienceWithTheSilent));
}

void ProcessChannel::lost(const std::string& how, const ChildEnd& end) {
  child_.reset();
  to_write_.clear();
  read_.clear();
  if (end.not_started())
    throw MissingInput(fmt::format("the judge `{}` cannot be run (exit code {}); check judge.command",
                                   settings_.command, end.code));
  if (answers_ == answers_of_others_ && ++silent_ends_ > settings_.restarts)
    throw MissingInput(
        fmt::format("{} {}, {} times in a row without an answer; see what it writes to standard error "
                    "(judge.restarts = {})",
                    how, end.text(), silent_ends_, settings_.restarts));
  for (const auto& [id, answers] : asked_)
    replies_.push_back({id, Trouble{Trouble::Kind::silent, fmt::format("{} {}", how, end.text())}});
  asked_.clear();
}

}  // namespace megabandit
