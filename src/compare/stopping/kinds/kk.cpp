// Sums of divergences over all opponents, with the thresholds of mixture martingales (Kaufmann and Koolen,
// JMLR 2021; LLM-PO specification 4.3).

#include "compare/stopping/kinds/kk.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "compare/stopping/kinds/kinds.hpp"
#include "compare/stopping/kinds/shortfalls.hpp"
#include "compare/stopping/refuted.hpp"

namespace megabandit {
namespace {

/// The u >= 1 with u - log u = x; x >= 1.
double inverse(double x) {
  double u = x + std::sqrt(2 * (x - 1));  // above it; Newton's steps on a convex function stay above
  for (double last = 0; u != last && u > 1;) {
    last = u;
    u = std::min(u, u - (u - std::log(u) - x) / (1 - 1 / u));
  }
  return std::max(u, 1.0);
}

double bounded_inverse(double x) {
  constexpr double z = 1.5;
  const double log_z = std::log(z), turn = 1 / log_z - std::log(1 / log_z);
  if (x < turn) return z * (x - std::log(log_z));
  const double u = inverse(x);
  return std::exp(1 / u) * u;
}

}  // namespace

double kaufmann_koolen(double x) {
  const double zeta_2 = std::numbers::pi * std::numbers::pi / 6;
  return 2 * bounded_inverse((inverse(1 + x) + std::log(2 * zeta_2)) / 2);
}

namespace stopping_rules {
namespace {

class KaufmannKoolen : public EveryoneElseRefuted {
 public:
  double against(const Contest& contest, CandidateId j) const override {
    double sum = 0;
    for_each_shortfall(contest, j, [&](double divergence, double comparisons) {
      sum += divergence - 3 * std::log(1 + std::log(comparisons));
    });
    return sum;
  }

 protected:
  double threshold(const Contest& contest, double delta) const override {
    const auto opponents = static_cast<double>(contest.candidates() - 1);
    return opponents * kaufmann_koolen(-std::log(delta) / opponents);
  }
};

}  // namespace

StoppingRuleKind kk() {
  return {{"kk",
           "the summed divergences of each other candidate pass a bound for all times (Kaufmann and Koolen "
           "2021); later than hyb",
           {}},
          [](std::uint64_t, const CompareSettings&) -> std::unique_ptr<StoppingRule> {
            return std::make_unique<KaufmannKoolen>();
          },
          beating_everyone(),
          {}};
}

}  // namespace stopping_rules
}  // namespace megabandit
