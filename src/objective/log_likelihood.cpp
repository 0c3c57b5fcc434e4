#include "objective/log_likelihood.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {

void refuse_reward(const std::string& objective, double reward, double weight) {
  throw DataError(
      fmt::format("the reward {} gives the objective `{}` the negative weight {}, and a log-likelihood with "
                  "negative weights has no "
                  "maximum: shift the rewards so that none is below 0, choose ips, snips or cips, or set "
                  "objective.negative_rewards = \"allow\"",
                  reward, objective, weight));
}

}  // namespace megabandit
