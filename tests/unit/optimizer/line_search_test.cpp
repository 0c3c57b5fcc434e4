#include "optimizer/line_search.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace megabandit {
namespace {

using Verdict = LineSearch::Verdict;

struct Found {
  Verdict verdict;
  int probes;
  double step;
};

template <class Value, class Slope>
Found search(Value value, Slope slope, double first) {
  LineSearch line;
  line.begin(value(0.0), slope(0.0), first, {});
  for (int probes = 1;; ++probes) {
    const double at = line.step();
    const Verdict verdict = line.judge(value(at), slope(at));
    if (verdict != Verdict::probe)
      return {verdict, probes, verdict == Verdict::accept ? at : line.best_step()};
  }
}

TEST(LineSearch, finds_a_maximum_however_far_the_first_guess_is_off) {
  const auto value = [](double t) { return -(t - 1) * (t - 1); };
  const auto slope = [](double t) { return -2 * (t - 1); };
  for (const double first : {1e-9, 1e-3, 1.0, 1e3, 1e9}) {
    const Found found = search(value, slope, first);
    EXPECT_EQ(found.verdict, Verdict::accept) << first;
    EXPECT_LE(std::abs(slope(found.step)), 0.9 * slope(0)) << first;
    EXPECT_GT(value(found.step), value(0)) << first;
    EXPECT_LE(found.probes, 15) << first;
  }
}

TEST(LineSearch, is_not_lured_over_a_valley) {
  // Rises, falls far below the start, and rises again without reaching it.
  const auto value = [](double t) { return std::sin(t) - t * t / 10; };
  const auto slope = [](double t) { return std::cos(t) - t / 5; };
  const Found found = search(value, slope, 7.0);
  EXPECT_EQ(found.verdict, Verdict::accept);
  EXPECT_GT(value(found.step), 0);
}

TEST(LineSearch, believes_slopes_where_values_are_noise) {
  // The rise of 5e-9 drowns in values of size 1 rounded to single precision.
  const auto value = [](double t) {
    return static_cast<double>(static_cast<float>(1 - 5e-9 * (t - 1) * (t - 1) + 3e-8 * std::sin(1e6 * t)));
  };
  const auto slope = [](double t) { return -1e-8 * (t - 1); };
  EXPECT_EQ(search(value, slope, 10.0).verdict, Verdict::accept);
}

TEST(LineSearch, gives_up_where_nothing_is_ascending) {
  const auto value = [](double t) { return -t; };
  const auto slope = [](double t) { return t == 0 ? 1.0 : -1.0; };  // a gradient that lies
  const Found found = search(value, slope, 1.0);
  EXPECT_EQ(found.verdict, Verdict::stuck);
  EXPECT_EQ(found.step, 0);
}

TEST(LineSearch, gives_up_on_an_endless_slope_at_the_best_point_seen) {
  const Found found = search([](double t) { return t; }, [](double) { return 1.0; }, 1.0);
  EXPECT_EQ(found.verdict, Verdict::stuck);
  EXPECT_GT(found.step, 1e6);
}

TEST(LineSearch, shrinks_away_from_points_that_are_not_finite) {
  const auto value = [](double t) { return t < 1e-3 ? t : std::numeric_limits<double>::quiet_NaN(); };
  const auto slope = [](double t) { return t < 0.9e-3 ? 1.0 : 0.5; };
  EXPECT_EQ(search(value, slope, 1.0).verdict, Verdict::accept);
}

}  // namespace
}  // namespace megabandit
