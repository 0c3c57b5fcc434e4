#include "compare/sampling/baselines/baselines.hpp"
#include "compare/sampling/tableau.hpp"

namespace megabandit::sampling::baselines {
namespace {

/// The pair that is `index`-th in lexicographic order; index < K (K - 1) / 2.
Choosing pair_at(std::uint64_t index, std::uint64_t candidates) {
  std::uint64_t one = 0;
  for (std::uint64_t row = candidates - 1; index >= row; --row, ++one) index -= row;
  return compare(static_cast<std::uint32_t>(one), static_cast<std::uint32_t>(one + 1 + index));
}

class RoundRobin final : public SamplingRule {
 public:
  Choosing next(const Draft& draft) override {
    const std::uint64_t candidates = draft.contest.candidates();
    return pair_at(draft.ticket % (candidates * (candidates - 1) / 2), candidates);
  }
};

}  // namespace

/// Specification 6.1.
SamplingRuleKind round_robin() {
  return {{"round-robin", "all pairs in turn", {}},
          [](std::uint64_t, const CompareSettings&) -> std::unique_ptr<SamplingRule> {
            return std::make_unique<RoundRobin>();
          },
          any_pair_counts(),
          {}};
}

}  // namespace megabandit::sampling::baselines
