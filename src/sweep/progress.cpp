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
    : counters_(all.share_counters(kCounters)),
      total_(total),
      before_(done),
      groups_(groups),
      tells_(all.rank() == 0),
      out_(out) {}

void SweepProgress::ended() {
  counters_->add(kEnded, 1);
  look();
}

void SweepProgress::failed(const std::string& run, const std::string& message) {
  out_ << fmt::format("sweep: {} has failed: {}\n", run, message) << std::flush;
  counters_->add(kFailed, 1);
  look();
}

void SweepProgress::look() {
  if (!tells_ || total_ == before_) return;
  const auto ended = static_cast<std::size_t>(counters_->add(kEnded, 0));
  const auto failed = static_cast<std::size_t>(counters_->add(kFailed, 0));
  const std::size_t here = total_ - before_, over = ended + failed, left = here - over;
  if (over * kTimes / here == told_) return;
  told_ = over * kTimes / here;
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  const double to_come = seconds / static_cast<double>(over) * static_cast<double>(left);
  out_ << fmt::format("sweep: {} of {} done{}{}{}\n", before_ + ended, total_,
                      failed > 0 ? fmt::format(", {} failed", failed) : "",
                      left > 0 ? fmt::format(", {} running", std::min(left, groups_)) : "",
                      left > 0 ? fmt::format(", about {} left", in_words(to_come)) : "")
       << std::flush;
}

}  // namespace megabandit
