#pragma once
// What a comparison is carried out with.

#include <memory>

#include "base/matrix.hpp"
#include "compare/contest/contest.hpp"
#include "compare/sampling/sampling_rule.hpp"
#include "compare/settings.hpp"
#include "compare/stopping/stopping_rule.hpp"

namespace megabandit {

/// What is known, who chooses, and who says when it is enough.
struct Procedure {
  Contest contest;
  std::unique_ptr<SamplingRule> rule;
  std::unique_ptr<StoppingRule> stop;
};

/// A contest of `candidates` about which nothing is known yet, with the structure that the target and the
/// rules of `settings` ask for.
/// @param features  [K, d] of the candidates, or [0, 0] when there are none
/// @throws ConfigError when rules, target and features do not fit each other
Procedure make_procedure(std::uint64_t candidates, const RowMatrix<double>& features,
                         const CompareSettings& settings);

/// @throws ConfigError unless `features` are those of all candidates, as the target `linear` needs them
void need_features(std::uint64_t candidates, const RowMatrix<double>& features);

/// As above, the contest alone.
Contest make_contest(std::uint64_t candidates, const RowMatrix<double>& features,
                     const CompareSettings& settings);

}  // namespace megabandit
