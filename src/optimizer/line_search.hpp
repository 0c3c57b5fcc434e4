#pragma once
// How far to go along a direction of ascent, one evaluation at a time (strong Wolfe conditions, maximising).
// Made for values that carry rounding noise of single precision: a step is judged by slopes first, and by
// values only where they differ by more than the noise (Hager & Zhang 2005).

#include <map>
#include <string>

namespace megabandit {

class LineSearch {
 public:
  enum class Verdict {
    accept,  ///< the point evaluated is good
    probe,   ///< evaluate at step() next
    stuck,   ///< no step can be found; best_step() is the best one seen, 0 when none is better than the start
  };

  struct Terms {
    double flatness = 0.9;  ///< share of the first slope that may be left; a smaller one takes more probes
    bool concave = false;   ///< then slopes alone tell what is good, however much noise the values carry
  };

  /// From a point with this value and this slope > 0 along the direction. Evaluate at step() next.
  void begin(double value, double slope, double first_step, const Terms& terms);
  /// What the evaluation at step() gave; a value or slope that is not finite counts as too far.
  Verdict judge(double value, double slope);

  double step() const { return step_; }
  double best_step() const { return best_step_; }
  double best_value() const { return best_value_; }
  double start_value() const { return start_.value; }

  /// Everything there is, by name, for a bit-identical continuation.
  std::map<std::string, double> save() const;
  void load(const std::map<std::string, double>& numbers);

 private:
  struct Probe {
    double step = 0, value = 0, slope = 0;
  };

  bool sufficient(const Probe& probe) const;
  double farther() const;
  double between() const;

  Terms terms_;
  Probe start_, low_,
      high_;  // low: ascending still; high: beyond the maximum; high_.step == 0: not found yet
  double step_ = 0, best_step_ = 0, best_value_ = 0, probes_ = 0;
};

}  // namespace megabandit
