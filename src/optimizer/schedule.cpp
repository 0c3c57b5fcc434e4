#include "optimizer/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "config/choice.hpp"

namespace megabandit {
namespace {

// A half cosine from `start` to `end` as `share` goes from 0 to 1.
double half_cosine(double start, double end, double share) {
  return end + (start - end) * (1 + std::cos(std::numbers::pi * share)) / 2;
}

double warmup_cosine(double done) {
  constexpr double kWarm = 0.1;
  return done < kWarm ? done / kWarm : half_cosine(1, 0, (done - kWarm) / (1 - kWarm));
}

double one_cycle(double done) {
  constexpr double kRise = 0.3, kStart = 1.0 / 25, kEnd = kStart / 1e4;
  return done < kRise ? half_cosine(kStart, 1, done / kRise)
                      : half_cosine(1, kEnd, (done - kRise) / (1 - kRise));
}

}  // namespace

const std::vector<std::string>& schedule_names() {
  static const std::vector<std::string> names{"none", "warmup-cosine",
                                              "one-cycle"};  // in the order of the enumeration
  return names;
}

Schedule schedule_named(const std::string& name) {
  const auto found = std::ranges::find(schedule_names(), name);
  if (found == schedule_names().end()) refuse_name("schedule", name, schedule_names());
  return static_cast<Schedule>(found - schedule_names().begin());
}

double rate_factor(Schedule schedule, std::uint64_t step, std::uint64_t steps) {
  const double done = (static_cast<double>(std::min(step, steps)) + 0.5) /
                      static_cast<double>(std::max<std::uint64_t>(steps, 1));
  if (schedule == Schedule::warmup_cosine) return warmup_cosine(done);
  if (schedule == Schedule::one_cycle) return one_cycle(done);
  return 1;
}

}  // namespace megabandit
