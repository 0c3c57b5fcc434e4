#include "compare/sampling/table.hpp"

#include "compare/kind_for_target.hpp"
#include "compare/sampling/baselines/baselines.hpp"
#include "compare/sampling/kinds/kinds.hpp"

namespace megabandit {
namespace {

std::vector<SamplingRuleKind> all_kinds() {
  using namespace sampling_rules;
  std::vector<SamplingRuleKind> kinds{challenger(),    nemesis(), leader(),   mix(), half(), track_leader(),
                                      track_nemesis(), borda(),   copeland(), opt(), star(), d_optimal()};
  for (SamplingRuleKind& kind : sampling::baselines::kinds()) kinds.push_back(std::move(kind));
  return kinds;
}

}  // namespace

const std::vector<SamplingRuleKind>& sampling_rule_kinds() {
  static const std::vector<SamplingRuleKind> kinds = all_kinds();
  return kinds;
}

const SamplingRuleKind& sampling_rule_kind(const CompareSettings& settings) {
  return kind_for_target("sampling rule", sampling_rule_kinds(), settings.rule, settings.target);
}

std::unique_ptr<SamplingRule> make_sampling_rule(std::uint64_t candidates, const CompareSettings& settings) {
  const SamplingRuleKind& kind = sampling_rule_kind(settings);
  CompareSettings all = settings;
  all.rule_parameters = complete("sampling rule", kind.choice, settings.rule_parameters);
  return kind.make(candidates, all);
}

}  // namespace megabandit
