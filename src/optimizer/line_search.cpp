#include "optimizer/line_search.hpp"

#include <algorithm>
#include <cmath>

namespace megabandit {
namespace {

constexpr double kAscent = 1e-4;  // share of the promised ascent that must be reached
constexpr double kNoise =
    1e-6;  // values that differ by less than this, relative to the start's, count as equal
constexpr double kMostProbes = 30;
constexpr double kLeastShare = 0.1;  // of the interval, by which every probe shortens it at least

}  // namespace

void LineSearch::begin(double value, double slope, double first_step, const Terms& terms) {
  terms_ = terms;
  start_ = low_ = {0, value, slope};
  high_ = {};
  step_ = first_step;
  best_step_ = probes_ = 0;
  best_value_ = value;
}

// A concave function has ascended where its slope is not yet negative, and where it is less steep than at the
// start but negative, about as much.
bool LineSearch::sufficient(const Probe& probe) const {
  if (terms_.concave && probe.slope >= -terms_.flatness * start_.slope) return true;
  return probe.value >= start_.value + kAscent * probe.step * start_.slope - kNoise * std::abs(start_.value);
}

LineSearch::Verdict LineSearch::judge(double value, double slope) {
  const Probe probe{step_, value, slope};
  const bool finite = std::isfinite(value) && std::isfinite(slope);
  if (finite && value > best_value_) best_step_ = step_, best_value_ = value;
  const bool good = finite && sufficient(probe);
  if (good && std::abs(slope) <= terms_.flatness * start_.slope) return Verdict::accept;
  if (++probes_ >= kMostProbes) return Verdict::stuck;
  if (good && slope > 0)
    low_ = probe;
  else
    high_ = probe;
  step_ = high_.step > 0 ? between() : farther();
  const bool moves = step_ > low_.step && (high_.step == 0 || step_ < high_.step) && std::isfinite(step_);
  return moves ? Verdict::probe : Verdict::stuck;
}

// Where the slope would be zero if it went on falling as it did, but twice to ten times as far.
double LineSearch::farther() const {
  const double fall = start_.slope - low_.slope;
  const double root = fall > 0 ? low_.step * start_.slope / fall : 10 * low_.step;
  return std::clamp(root, 2 * low_.step, 10 * low_.step);
}

// Where slopes, or else a parabola through values, put the maximum; well inside the interval.
double LineSearch::between() const {
  const double width = high_.step - low_.step;
  double share = kLeastShare;  // a point that is not finite says only: much shorter
  if (std::isfinite(high_.value) && std::isfinite(high_.slope)) {
    const double missed = low_.slope * width - (high_.value - low_.value);
    if (high_.slope < 0)
      share = low_.slope / (low_.slope - high_.slope);
    else if (missed > 0)
      share = low_.slope * width / (2 * missed);
    else
      share = 0.5;
  }
  return low_.step + width * std::clamp(share, kLeastShare, 1 - kLeastShare);
}

std::map<std::string, double> LineSearch::save() const {
  return {{"start.value", start_.value}, {"start.slope", start_.slope},      {"low.step", low_.step},
          {"low.value", low_.value},     {"low.slope", low_.slope},          {"high.step", high_.step},
          {"high.value", high_.value},   {"high.slope", high_.slope},        {"step", step_},
          {"best.step", best_step_},     {"best.value", best_value_},        {"probes", probes_},
          {"flatness", terms_.flatness}, {"concave", terms_.concave ? 1 : 0}};
}

void LineSearch::load(const std::map<std::string, double>& numbers) {
  const auto number = [&numbers](const char* name) { return numbers.at(name); };
  start_ = {0, number("start.value"), number("start.slope")};
  low_ = {number("low.step"), number("low.value"), number("low.slope")};
  high_ = {number("high.step"), number("high.value"), number("high.slope")};
  step_ = number("step");
  best_step_ = number("best.step");
  best_value_ = number("best.value");
  probes_ = number("probes");
  terms_ = {number("flatness"), number("concave") != 0};
}

}  // namespace megabandit
