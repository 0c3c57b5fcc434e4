// Reference values and laws of the divergence and of the mixture likelihood ratio (LLM-PO specification 7.2,
// A.3).

#include <cmath>

#include <gtest/gtest.h>

#include "compare/divergence.hpp"

namespace megabandit {
namespace {

TEST(Divergence, IsThatOfTheReference) {
  EXPECT_NEAR(bernoulli_kl(.55, .5), 0.005008366846, 1e-12);
  EXPECT_NEAR(bernoulli_kl(.6, .5), 0.020135513551, 1e-12);
  EXPECT_NEAR(bernoulli_kl(.75, .5), 0.130812035941, 1e-12);
  EXPECT_NEAR(bernoulli_kl(.85, .5), 0.270438092754, 1e-12);
  EXPECT_NEAR(bernoulli_kl(.9, .5), 0.368064207168, 1e-12);
  EXPECT_EQ(bernoulli_kl(.3, .3), 0);
  EXPECT_NEAR(bernoulli_kl(0, .25), -std::log(.75), 1e-15);
  EXPECT_NEAR(bernoulli_kl(1, .25), -std::log(.25), 1e-15);
}

TEST(Mixture, IsThatOfTheReference) {
  const struct {
    double wins, losses, value, tolerance;
  } known[] = {{0, 1, 0.4926330004, 1e-9},
               {0, 5, 2.7499443389, 1e-9},
               {3, 7, 0.0032119193, 1e-9},
               {7, 3, -2.1718163650, 1e-9},
               {40, 60, 0.1530177272, 1e-9},
               {400, 600, 17.1487347946, 1e-9},
               {38, 62, 1.06245963, 1e-8},
               {27, 73, 9.15065618, 1e-8},
               {18, 82, 20.33648426, 1e-8},
               {12, 88, 30.78221203, 1e-8},
               {0, 0, 0, 1e-15}};
  for (const auto& one : known)
    EXPECT_NEAR(log_m1(one.wins, one.losses), one.value, one.tolerance) << one.wins << ' ' << one.losses;
}

// The integral of the definition, by Simpson's rule in the angle p = sin(angle)^2, where the prior is flat.
double by_quadrature(double wins, double losses, double bar) {
  const double end = std::asin(std::sqrt(bar));
  const int steps = 10'000;  // error (2 W h)^4 / 180, h = end / steps: below 6e-9
  double sum = 0;
  for (int i = 0; i <= steps; ++i) {
    const double p = std::pow(std::sin(end * i / steps), 2);
    const double value = std::pow(p / bar, wins) * std::pow((1 - p) / (1 - bar), losses);
    sum += value * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2) / (3.0 * steps);
  }
  return std::log(sum);
}

TEST(Mixture, IsTheIntegralAtEveryBar) {
  for (const double bar : {0.5, 0.55, 0.7})
    for (const double wins : {0., 1., 4., 15., 16., 17., 60., 200.})
      for (const double losses : {0., 1., 5., 15., 16., 40., 120., 300.})
        EXPECT_NEAR(log_m1(wins, losses, bar), by_quadrature(wins, losses, bar), 1e-8)
            << wins << ' ' << losses << ' ' << bar;
}

// At the bar itself the expected next value is the present one: m(W, L) = bar m(W+1, L) + (1 - bar) m(W,
// L+1), which ties neighbours to each other, whatever branch and series they were computed by. To the
// accuracy that is promised: 1e-9, and the last bits of what is large.
TEST(Mixture, IsAMartingaleAtTheBar) {
  for (const double bar : {0.5, 0.6})
    for (const double n : {0., 1., 10., 31., 32., 33., 1e3, 1e5, 1e6, 1e7})
      for (const double share : {0.0, 0.1, 0.4, 0.49, 0.5, 0.51, 0.7, 1.0}) {
        const double wins = std::floor(share * n), losses = n - wins, now = log_m1(wins, losses, bar);
        const double next = bar * std::exp(log_m1(wins + 1, losses, bar) - now) +
                            (1 - bar) * std::exp(log_m1(wins, losses + 1, bar) - now);
        EXPECT_NEAR(next, 1, 1e-9 + 4e-16 * std::abs(now)) << wins << ' ' << losses << ' ' << bar;
      }
}

TEST(Mixture, GrowsWithLossesAndFallsWithWins) {
  for (const double wins : {0., 1., 3., 30., 1e3, 1e5, 5e5}) {
    double last = -1e300;
    for (double losses = 0; wins + losses <= 1e6; losses = std::floor(1.3 * losses) + 1) {
      const double value = log_m1(wins, losses);
      ASSERT_TRUE(std::isfinite(value));
      ASSERT_GT(value, last) << wins << ' ' << losses;
      ASSERT_LT(log_m1(wins + 1, losses), value) << wins << ' ' << losses;
      last = value;
    }
  }
}

}  // namespace
}  // namespace megabandit
