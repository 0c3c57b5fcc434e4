#include "sweep/progress.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "config/units.hpp"

namespace megabandit {
namespace {

enum Counter : std::size_t { kEnded, kFailed, kCounters };

constexpr std::size_t kTimes = 20;

std::string in_words(double seconds) {
  if (seconds < 100) return fmt::format("{:.0f} s", seconds);
  if (seconds < 6000) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

}  // namespace

SweepProgress::SweepProgress(Communicator& all, std::size_t total, std::size_t done, std::size_t groups,
                             std::ostream& out)
    : counters_(all.share_counters(kCounters)), total_(total), before_(done), groups_(groups), out_(out) {}

void SweepProgress::ended(const std::string& run) {
  const auto ended = static_cast<std::size_t>(counters_->add(kEnded, 1)) + 1;
  const std::size_t here = total_ - before_;
  if (ended * kTimes / here == (ended - 1) * kTimes / here) return;
  tell(ended, static_cast<std::size_t>(counters_->add(kFailed, 0)), run + " has ended");
}

void SweepProgress::failed(const std::string& run, const std::string& message) {
  const auto failed = static_cast<std::size_t>(counters_->add(kFailed, 1)) + 1;
  tell(static_cast<std::size_t>(counters_->add(kEnded, 0)), failed,
       fmt::format("{} has failed: {}", run, message));
}

void SweepProgress::tell(std::size_t ended, std::size_t failed, const std::string& news) {
  const std::size_t left = total_ - before_ - ended - failed, over = ended + failed;
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  const double to_come = seconds / static_cast<double>(over) * static_cast<double>(left);
  out_ << fmt::format("sweep: {}; {} of {} done{}{}{}\n", news, before_ + ended, total_,
                      failed > 0 ? fmt::format(", {} failed", failed) : "",
                      left > 0 ? fmt::format(", {} running", std::min(left, groups_)) : "",
                      left > 0 ? fmt::format(", about {} left", in_words(to_come)) : "")
       << std::flush;
}

}  // namespace megabandit
