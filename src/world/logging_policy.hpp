#pragma once
// The policy that made the log: mostly one of the actions it thinks best, now and then any action.

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "config/schema.hpp"
#include "world/top_actions.hpp"

namespace megabandit {

struct LoggingSettings {
  double quality = 0.6;
  double eta = 20;
  std::uint64_t top = 256;
  double epsilon = 0.05;
  std::uint64_t rounds_per_context = 1;
  double reward_right = 1;
  double reward_wrong = 0;
};

/// In effect for worlds of the `kinds` named.
void declare(Schema& schema, LoggingSettings& logging, const std::vector<std::string>& kinds);

/// pi0(. | one context) = (1 - epsilon) softmax(eta * score of the top actions) + epsilon / K, in double.
class LoggingDistribution {
 public:
  /// `top` is by increasing action and not empty.
  LoggingDistribution(std::vector<Ranked> top, const LoggingSettings& logging, std::uint64_t actions);
  double probability(ActionId action) const;
  /// The draw numbered `round` of those that `name` names.
  ActionId draw(const DrawName& name, std::uint32_t round) const;
  ActionId best() const { return top_[best_].action; }
  bool is_top(ActionId action) const;

 private:
  std::size_t place(ActionId action) const;  ///< in top_; its size when not there

  std::vector<Ranked> top_;
  std::vector<double> cumulative_;  ///< of the unnormalised softmax
  std::size_t best_ = 0;
  double epsilon_;
  std::uint64_t actions_;
};

/// [n, k] queries made worse: quality * query + sqrt(1 - quality^2) * query N with a random N that keeps
/// lengths on average.
/// @replicated in N: the same for any n.
RowMatrix<float> mixed_queries(const RowMatrix<float>& queries, double quality, std::uint64_t seed);

}  // namespace megabandit
