#pragma once
// Upper and lower confidence bounds of shares of wins, as RUCB, double Thompson sampling and CCB use them:
// share -+ sqrt(alpha log t / N).

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "compare/sampling/table.hpp"
#include "compare/sampling/tableau.hpp"

namespace megabandit::sampling::baselines {

/// `t`: comparisons so far, those chosen included.
class ConfidenceBounds {
 public:
  ConfidenceBounds(const Tableau& tableau, double alpha, std::uint64_t t)
      : tableau_(tableau), spread_(alpha * std::log(std::max(2.0, static_cast<double>(t)))) {}

  /// That i beats j; 1/2 for one and the same, 1 where nothing is known.
  double upper(std::uint32_t i, std::uint32_t j) const {
    if (i == j) return 0.5;
    return unknown(i, j) ? 1 : tableau_.share(i, j) + radius(i, j);
  }
  double lower(std::uint32_t i, std::uint32_t j) const {
    if (i == j) return 0.5;
    return unknown(i, j) ? 0 : tableau_.share(i, j) - radius(i, j);
  }

 private:
  bool unknown(std::uint32_t i, std::uint32_t j) const { return tableau_.expected(i, j) == 0; }
  double radius(std::uint32_t i, std::uint32_t j) const {
    return std::sqrt(spread_ / static_cast<double>(tableau_.expected(i, j)));
  }

  const Tableau& tableau_;
  double spread_;
};

/// The kind of a Rule(candidates, alpha). The default of alpha is that of these rules' papers' experiments
/// (specification 6.3, 6.4).
template <class Rule>
SamplingRuleKind kind_with_alpha(const char* name, const char* meaning, std::vector<Target> targets) {
  return {{name, meaning, {{"alpha", 0.51, 0, kUnlimited, "width of the confidence bounds"}}},
          [](std::uint64_t candidates, const CompareSettings& complete) -> std::unique_ptr<SamplingRule> {
            return std::make_unique<Rule>(candidates, complete.rule_parameters.at("alpha"));
          },
          std::move(targets),
          {}};
}

/// An index among those with `among(i)`, by the highest `rate(i)`, of equals any; `otherwise` when there is
/// none.
template <class Among, class Rate>
std::uint32_t any_best(Draws& draws, std::uint32_t count, const Among& among, const Rate& rate,
                       std::uint32_t otherwise) {
  std::uint32_t best = otherwise, equals = 0;
  double highest = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!among(i)) continue;
    const double rated = rate(i);
    if (equals == 0 || rated > highest) {
      best = i, highest = rated, equals = 1;
    } else if (rated == highest && draws.below(++equals) == 0) {
      best = i;
    }
  }
  return best;
}

}  // namespace megabandit::sampling::baselines
