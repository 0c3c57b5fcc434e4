#include "judge/outside/dispatch.hpp"

#include <signal.h>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/random.hpp"

namespace megabandit {
namespace {

using namespace std::chrono_literals;
using Clock = Dispatch::Clock;

constexpr Seconds kLongestBackoff{60};
constexpr std::uint32_t kBackoffEpoch = 2;  // of Stream::judgement
// Attempts that are remembered to tell a late answer from one to a question that was never asked.
constexpr std::size_t kAttemptsKept = 1 << 16;

Clock::duration ticks(Seconds seconds) { return std::chrono::duration_cast<Clock::duration>(seconds); }

// Between half and all of the time, so that ranks do not come back all at once.
Clock::duration backoff(const DispatchSettings& settings, const Request& request, std::uint64_t times) {
  const Seconds longest =
      std::min(settings.backoff * std::exp2(static_cast<double>(times - 1)), kLongestBackoff);
  const double share = uniform({request.seed, Stream::judgement, kBackoffEpoch, request.ticket},
                               static_cast<std::uint32_t>(times));
  return ticks(longest * (1 + share) / 2);
}

// Signals are for the threads that work; and writing to a judge that is gone is an error of that write.
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

void Dispatch::add(const Request& request) {
  {
    const std::lock_guard lock(mutex_);
    due_.push({{}, first_ + errands_.size()});
    errands_.push_back({request});
  }
  channel_->wake();
}

std::optional<Verdict> Dispatch::next(Clock::time_point until) {
  std::unique_lock lock(mutex_);
  const auto ready = [&] { return !errands_.empty() && errands_.front().verdict.has_value(); };
  changed_.wait_until(lock, until, [&] { return ready() || fault_ != nullptr; });
  if (!ready()) {
    if (fault_) std::rethrow_exception(fault_);
    return std::nullopt;
  }
  const std::optional<Verdict> verdict = errands_.front().verdict;
  errands_.pop_front();
  ++first_;
  return verdict;
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
  const auto requests = take_due(now);
  const Clock::time_point until = next_event(now);
  lock.unlock();
  for (const std::uint64_t id : late) channel_->overdue(id);
  for (const auto& [id, request] : requests) channel_->send(id, request);
  const std::vector<Reply> replies = channel_->receive(until);
  lock.lock();
  for (const Reply& reply : replies) settle(reply);
  if (!replies.empty()) changed_.notify_all();
}

std::vector<std::pair<std::uint64_t, Request>> Dispatch::take_due(Clock::time_point now) {
  std::vector<std::pair<std::uint64_t, Request>> requests;
  while (now >= pause_ && waiting_.size() < settings_.in_flight && !due_.empty() && due_.top().time <= now) {
    const std::uint64_t number = due_.top().number;
    due_.pop();
    Errand* errand = open(number);
    if (errand == nullptr || errand->verdict) continue;  // a late answer came meanwhile
    ++errand->times;
    const std::uint64_t id = attempts_before_ + attempts_.size();
    attempts_.push_back({number});
    waiting_.push_back({now + ticks(settings_.timeout), id});
    requests.emplace_back(id, errand->request);
  }
  return requests;
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
    try_again(attempt(late.back())->number,
              {Trouble::Kind::silent,
               fmt::format("no answer came within {} (judge.timeout)", format_duration(settings_.timeout))});
  }
  return late;
}

void Dispatch::settle(const Reply& reply) {
  if (reply.id >= attempts_before_ + attempts_.size())
    throw DataError(
        fmt::format("the judge answered a question that it was not asked: id {}; the id of an answer must be "
                    "that of its question",
                    reply.id));
  if (const Verdict* verdict = std::get_if<Verdict>(&reply.content))
    settle(reply.id, *verdict);
  else
    settle(reply.id, std::get<Trouble>(reply.content));
  forget_old_attempts();
}

void Dispatch::settle(std::uint64_t id, Verdict verdict) {
  stop_waiting(id);
  Attempt* asked = attempt(id);
  if (asked == nullptr) return;
  if (asked->verdict && *asked->verdict != verdict)
    throw DataError(
        fmt::format("the judge contradicts itself: it answered question {} with '{}' first and with '{}' "
                    "then; one answer a question is enough",
                    id, name_of(*asked->verdict), name_of(verdict)));
  asked->verdict = verdict;
  Errand* errand = open(asked->number);
  if (errand == nullptr || errand->verdict) return;
  errand->verdict = verdict;
  listener_(errand->request, verdict);
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
  if (errand == nullptr || errand->verdict) return;
  mishaps_.last = trouble.what;
  if (errand->times <= settings_.retries) {
    ++mishaps_.repeated;
    due_.push({Clock::now() + backoff(settings_, errand->request, errand->times), number});
    return;
  }
  if (trouble.kind != Trouble::Kind::unreadable || settings_.undecided == Undecided::error)
    give_up(*errand, trouble);
  ++mishaps_.undecided;
  errand->verdict = Verdict::tie;
  listener_(errand->request, Verdict::tie);
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
  const std::string text = fmt::format(
      "the judge was asked {} time{} to compare '{}' and '{}' (comparison {}), without success: {}",
      errand.times, errand.times == 1 ? "" : "s", *errand.request.first.name, *errand.request.second.name,
      errand.request.ticket, trouble.what);
  if (trouble.kind == Trouble::Kind::unreadable)
    throw DataError(text + "; mend the judge, or let judge.undecided be \"tie\"");
  throw MissingInput(
      text +
      "; see whether it runs (judge.url, or what judge.command writes to standard error), or raise "
      "judge.timeout or judge.retries");
}

}  // namespace megabandit
