#include <algorithm>
#include <cmath>

#include "objective/kinds/kinds.hpp"
#include "objective/policy_value.hpp"

namespace megabandit::objectives {
namespace {

// Truncated importance sampling (Ionides 2008). What becomes of the gradient of a round whose weight is above
// the limit: DSO as released pushes it with the clipped weight, the slope of min(w, limit) is 0 (DSO
// specification 1.6).
enum class Beyond { clipped, nothing };

struct TruncatedWeight {
  double limit, baseline;
  Beyond beyond;
  Term operator()(double reward, double pscore, double log_prob) const {
    const double weight = importance(log_prob, std::log(pscore)), gain = reward - baseline;
    const double value = std::min(weight, limit) * gain;
    return {value, weight > limit && beyond == Beyond::nothing ? 0 : value};
  }
};

std::vector<Parameter> parameters() {
  return {{"limit", 50, kPositive, kUnlimited, "the largest weight"},
          {"baseline", 0, -kUnlimited, kUnlimited, "subtracted from every reward"}};
}

template <Beyond beyond>
std::unique_ptr<Objective> make(const ObjectiveSettings& settings) {
  return policy_value(
      settings, TruncatedWeight{settings.parameters.at("limit"), settings.parameters.at("baseline"), beyond});
}

}  // namespace

ObjectiveKind tis() {
  return {{"tis", "reward weighted by min(pi / pscore, limit); clipped rounds push with the clipped weight",
           parameters()},
          make<Beyond::clipped>};
}

ObjectiveKind tis_objective() {
  return {{"tis-objective", "the same, with its own slope: clipped rounds do not push", parameters()},
          make<Beyond::nothing>};
}

}  // namespace megabandit::objectives
