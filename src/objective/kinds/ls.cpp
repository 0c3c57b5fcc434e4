#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "objective/kinds/kinds.hpp"
#include "objective/policy_value.hpp"

namespace megabandit::objectives {
namespace {

// Logarithmic smoothing (NeurIPS 2024): log(1 + lambda w r) / lambda, never above IPS; lambda = 0 is IPS.
struct Logarithmic {
  double lambda;
  Term operator()(double reward, double pscore, double log_prob) const {
    const double term = importance(log_prob, std::log(pscore)) * reward;
    return {lambda > 0 ? std::log1p(lambda * term) / lambda : term, term / (1 + lambda * term)};
  }
};

class LogarithmicSmoothing final : public PolicyValue<Logarithmic> {
 public:
  using PolicyValue::PolicyValue;

  void find_live(std::span<const float> reward, std::span<const float> pscore,
                 std::span<std::uint8_t> live) const override {
    for (const float r : reward)
      if (r < 0)
        throw DataError(fmt::format(
            "the reward {} is below 0, where the logarithm of the objective `ls` has no value: shift the "
            "rewards so that none is below 0, or choose ips, snips or cips",
            r));
    PolicyValue::find_live(reward, pscore, live);
  }
};

}  // namespace

ObjectiveKind ls() {
  return {{"ls",
           "log(1 + lambda w r) / lambda with w = pi / pscore",
           {{"lambda", 0.01, 0, kUnlimited,
             "how much large terms are damped; 1 / sqrt(rounds) is the authors' choice"}}},
          [](const ObjectiveSettings& settings) -> std::unique_ptr<Objective> {
            return std::make_unique<LogarithmicSmoothing>(settings.kind,
                                                          Logarithmic{settings.parameters.at("lambda")});
          }};
}

}  // namespace megabandit::objectives
