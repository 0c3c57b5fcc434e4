#include "outside/dispatch.hpp"

#include <signal.h>
#include <xxhash.h>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/shortened.hpp"

namespace megabandit {
namespace {

using namespace std::chrono_literals;
using Clock = Dispatch::Clock;

constexpr Seconds kLongestBackoff{60};
constexpr std::uint32_t kBackoffEpoch = 2;  // of Stream::judgement
constexpr std::size_t kShown = 60;
// Attempts that are remembered to tell a late answer from one to a question that was never asked.
constexpr std::size_t kAttemptsKept = 1 << 16;

Clock::duration ticks(Seconds seconds) { return std::chrono::duration_cast<Clock::duration>(seconds); }

std::uint64_t hash_of(const std::string& text) { return XXH3_64bits(text.data(), text.size()); }

// Between half and all of the time, so that ranks do not come back all at once.
Clock::duration backoff(const DispatchSettings& settings, const Inquiry& inquiry, std::uint64_t times) {
  const Seconds longest =
      std::min(settings.backoff * std::exp2(static_cast<double>(times - 1)), kLongestBackoff);
  const double share =
      uniform({hash_of(inquiry.key), Stream::judgement, kBackoffEpoch, 0}, static_cast<std::uint32_t>(times));
  return ticks(longest * (1 + share) / 2);
}

// Signals are for the threads that work; and writing to a program that is gone is an error of that write.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

Dispatch::Dispatch(std::unique_ptr<Channel> channel, const DispatchSettings& settings, Listener listener)
    : channel_(std::move(channel)), settings_(settings), listener_(std::move(listener)) {
  thread_ = std::thread([this] { run(); });
}

Dispatch::~Dispatch() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  channel_->wake();
  thread_.join();
}

void Dispatch::add(Inquiry inquiry) {
  {
    const std::lock_guard lock(mutex_);
    due_.push({{}, first_ + errands_.size()});
    errands_.push_back({std::move(inquiry)});
  }
  channel_->wake();
}

std::optional<AnswerText> Dispatch::next(Clock::time_point until) {
  std::unique_lock lock(mutex_);
  const auto ready = [&] { return !errands_.empty() && errands_.front().answer.has_value(); };
  changed_.wait_until(lock, until, [&] { return ready() || fault_ != nullptr; });
  if (!ready()) {
    if (fault_) std::rethrow_exception(fault_);
    return std::nullopt;
  }
  std::optional<AnswerText> answer = std::move(errands_.front().answer);
  errands_.pop_front();
  ++first_;
  return answer;
}

Mishaps Dispatch::mishaps() const {
  const std::lock_guard lock(mutex_);
  return mishaps_;
}

void Dispatch::run() {
  block_signals();
  std::unique_lock lock(mutex_);
  try {
    while (!ending_) talk(lock);
  } catch (...) {
    if (!lock.owns_lock()) lock.lock();
    fault_ = std::current_exception();
    changed_.notify_all();
  }
}

void Dispatch::talk(std::unique_lock<std::mutex>& lock) {
  const Clock::time_point now = Clock::now();
  const auto late = take_overdue(now);
  const auto inquiries = take_due(now);
  const Clock::time_point until = next_event(now);
  lock.unlock();
  for (const std::uint64_t id : late) channel_->overdue(id);
  for (const auto& [id, inquiry] : inquiries) channel_->send(id, inquiry);
  const std::vector<Reply> replies = channel_->receive(until);
  lock.lock();
  for (const Reply& reply : replies) settle(reply);
  if (!replies.empty()) changed_.notify_all();
}

std::vector<std::pair<std::uint64_t, Inquiry>> Dispatch::take_due(Clock::time_point now) {
  std::vector<std::pair<std::uint64_t, Inquiry>> inquiries;
  while (now >= pause_ && waiting_.size() < settings_.in_flight && !due_.empty() && due_.top().time <= now) {
    const std::uint64_t number = due_.top().number;
    due_.pop();
    Errand* errand = open(number);
    if (errand == nullptr || errand->answer) continue;  // a late answer came meanwhile
    ++errand->times;
    const std::uint64_t id = attempts_before_ + attempts_.size();
    attempts_.push_back({number});
    waiting_.push_back({now + ticks(settings_.timeout), id});
    inquiries.emplace_back(id, errand->inquiry);
  }
  return inquiries;
}

Clock::time_point Dispatch::next_event(Clock::time_point now) const {
  Clock::time_point next = now + 1h;
  if (!waiting_.empty()) next = std::min(next, waiting_.front().until);
  if (!due_.empty() && waiting_.size() < settings_.in_flight)
    next = std::min(next, std::max(due_.top().time, pause_));
  return next;
}

std::vector<std::uint64_t> Dispatch::take_overdue(Clock::time_point now) {
  std::vector<std::uint64_t> late;
  while (!waiting_.empty() && waiting_.front().until <= now) {
    late.push_back(waiting_.front().id);
    waiting_.pop_front();
    try_again(
        attempt(late.back())->number,
        {Trouble::Kind::silent, fmt::format("no answer came within {} ({}.timeout)",
                                            format_duration(settings_.timeout), settings_.outsider.table)});
  }
  return late;
}

void Dispatch::settle(const Reply& reply) {
  if (reply.id >= attempts_before_ + attempts_.size())
    throw DataError(
        fmt::format("the {} answered a question that it was not asked: id {}; the id of an answer must be "
                    "that of its question",
                    settings_.outsider.name, reply.id));
  if (const AnswerText* answer = std::get_if<AnswerText>(&reply.content))
    settle(reply.id, *answer);
  else
    settle(reply.id, std::get<Trouble>(reply.content));
  forget_old_attempts();
}

void Dispatch::settle(std::uint64_t id, const AnswerText& answer) {
  stop_waiting(id);
  Attempt* asked = attempt(id);
  if (asked == nullptr) return;
  const std::uint64_t hash = hash_of(answer);
  if (asked->answer && *asked->answer != hash)
    throw DataError(
        fmt::format("the {} contradicts itself: it answered question {} with '{}' first and with '{}' "
                    "then; one answer a question is enough",
                    settings_.outsider.name, id, asked->shown, shortened(answer, kShown)));
  asked->answer = hash;
  asked->shown = shortened(answer, kShown);
  Errand* errand = open(asked->number);
  if (errand == nullptr || errand->answer) return;
  errand->answer = answer;
  listener_(errand->inquiry, answer);
}

void Dispatch::settle(std::uint64_t id, const Trouble& trouble) {
  pause_ = std::max(pause_, Clock::now() + ticks(trouble.pause));
  if (stop_waiting(id)) try_again(attempt(id)->number, trouble);
}

bool Dispatch::stop_waiting(std::uint64_t id) {
  const auto at = std::ranges::find(waiting_, id, &Waiting::id);
  if (at == waiting_.end()) return false;
  waiting_.erase(at);
  return true;
}

void Dispatch::try_again(std::uint64_t number, const Trouble& trouble) {
  Errand* errand = open(number);
  if (errand == nullptr || errand->answer) return;
  mishaps_.last = trouble.what;
  if (errand->times <= settings_.retries) {
    ++mishaps_.repeated;
    due_.push({Clock::now() + backoff(settings_, errand->inquiry, errand->times), number});
    return;
  }
  if (trouble.kind != Trouble::Kind::unreadable || !settings_.otherwise) give_up(*errand, trouble);
  ++mishaps_.undecided;
  errand->answer = settings_.otherwise;
  listener_(errand->inquiry, *settings_.otherwise);
}

Dispatch::Errand* Dispatch::open(std::uint64_t number) {
  return number < first_ ? nullptr : &errands_[number - first_];
}

Dispatch::Attempt* Dispatch::attempt(std::uint64_t id) {
  return id < attempts_before_ ? nullptr : &attempts_[id - attempts_before_];
}

void Dispatch::forget_old_attempts() {
  const auto waited_for = [&](std::uint64_t id) {
    return std::ranges::find(waiting_, id, &Waiting::id) != waiting_.end();
  };
  while (attempts_.size() > kAttemptsKept && !waited_for(attempts_before_)) {
    attempts_.pop_front();
    ++attempts_before_;
  }
}

void Dispatch::give_up(const Errand& errand, const Trouble& trouble) const {
  const auto& [name, table] = settings_.outsider;
  const std::string text =
      fmt::format("the {} was asked {} time{} {}, without success: {}", name, errand.times,
                  errand.times == 1 ? "" : "s", errand.inquiry.what, trouble.what);
  if (trouble.kind == Trouble::Kind::unreadable) throw DataError(text + "; " + settings_.remedy);
  throw MissingInput(fmt::format(
      "{}; see whether it runs, and what it writes to standard error, or raise {}.timeout or {}.retries",
      text, table, table));
}

}  // namespace megabandit
