#include "world/logging_policy.hpp"

#include <algorithm>
#include <cmath>

#include "world/random_matrix.hpp"
#include "world/rows.hpp"

namespace megabandit {

void declare(Schema& schema, LoggingSettings& logging, const std::vector<std::string>& kinds) {
  SchemaTable table =
      schema.table("logging",
                   "The policy that chose the logged actions: (1 - epsilon) * softmax of eta * "
                   "score over the top actions + epsilon / actions.");
  const auto setting = [&](std::string_view key, auto& variable, std::string_view help) -> Setting& {
    return table.setting(key, variable, help).used_when("world.kind", kinds);
  };
  setting("quality", logging.quality, "share of the right direction in the scores; 0: none, 1: all of it")
      .between(0, 1);
  setting("eta", logging.eta, "how sure of its scores it is; 0: all top actions alike").at_least(0);
  setting("top", logging.top, "how many actions it chooses between; 0: all of them").at_least(0);
  setting("epsilon", logging.epsilon, "share of uniformly drawn actions; 0: no support outside the top")
      .between(0, 1);
  setting("rounds_per_context", logging.rounds_per_context, "how often each context is logged")
      .between(1, 1e6);
  setting("reward_right", logging.reward_right, "probability that a right action is rewarded").between(0, 1);
  setting("reward_wrong", logging.reward_wrong, "probability that any other action is rewarded")
      .between(0, 1);
}

LoggingDistribution::LoggingDistribution(std::vector<Ranked> top, const LoggingSettings& logging,
                                         std::uint64_t actions)
    : top_(std::move(top)), epsilon_(logging.epsilon), actions_(actions) {
  for (std::size_t i = 1; i < top_.size(); ++i)
    if (top_[i].score > top_[best_].score) best_ = i;
  cumulative_.reserve(top_.size());
  double sum = 0;
  for (const auto& [action, score] : top_) {
    sum += std::exp(logging.eta * (score - top_[best_].score));
    cumulative_.push_back(sum);
  }
}

std::size_t LoggingDistribution::place(ActionId action) const {
  const auto less = [](const Ranked& one, ActionId wanted) { return one.action < wanted; };
  const auto found = std::lower_bound(top_.begin(), top_.end(), action, less);
  const bool there = found != top_.end() && found->action == action;
  return there ? static_cast<std::size_t>(found - top_.begin()) : top_.size();
}

bool LoggingDistribution::is_top(ActionId action) const { return place(action) < top_.size(); }

double LoggingDistribution::probability(ActionId action) const {
  const double uniform_part = epsilon_ / static_cast<double>(actions_);
  const std::size_t i = place(action);
  if (i == top_.size()) return uniform_part;
  const double mass = cumulative_[i] - (i == 0 ? 0 : cumulative_[i - 1]);
  return (1 - epsilon_) * mass / cumulative_.back() + uniform_part;
}

ActionId LoggingDistribution::draw(const DrawName& name, std::uint32_t round) const {
  // Three draws a round: which part of the mixture, and an action from either.
  if (uniform(name, 3 * round) < epsilon_)
    return ActionId(static_cast<std::uint32_t>(below(name, actions_, 3 * round + 1)));
  const double mark = uniform(name, 3 * round + 2) * cumulative_.back();
  // The first whose cumulative mass exceeds the mark has mass of its own, so its probability is not 0.
  const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), mark);
  return found == cumulative_.end() ? best()
                                    : top_[static_cast<std::size_t>(found - cumulative_.begin())].action;
}

RowMatrix<float> mixed_queries(const RowMatrix<float>& queries, double quality, std::uint64_t seed) {
  const Eigen::Index k = queries.cols();
  const RowMatrix<double> wrong =
      normal_rows(seed, WorldDraw::wrong_map, 0, k, k) / std::sqrt(static_cast<double>(k));
  const RowMatrix<double> map =
      quality * RowMatrix<double>::Identity(k, k) + std::sqrt(1 - quality * quality) * wrong;
  return mapped(queries, map.cast<float>());
}

}  // namespace megabandit
