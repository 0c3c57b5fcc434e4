#include "compare/sampling/baselines/baselines.hpp"
#include "compare/sampling/tableau.hpp"

namespace megabandit::sampling::baselines {
namespace {

class Uniform final : public SamplingRule {
 public:
  Choosing next(const Draft& draft) override {
    Draws draws(draft);
    return random_pair(static_cast<std::uint32_t>(draft.contest.candidates()), draws);
  }
};

}  // namespace

/// Specification 6.1.
SamplingRuleKind uniform() {
  return {{"uniform", "every comparison is of a random pair", {}},
          [](std::uint64_t, const CompareSettings&) -> std::unique_ptr<SamplingRule> {
            return std::make_unique<Uniform>();
          },
          any_target(),
          {}};
}

}  // namespace megabandit::sampling::baselines
