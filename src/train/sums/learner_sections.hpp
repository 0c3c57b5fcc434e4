#pragma once
// What a learner's tally keeps where: the statistics, the objective's sums, every channel's gradient of the
// tower, then of the rank's own rows of the table. One channel more is for products with the Hessian. A pass
// fills either that one or the others, which are empty meanwhile; each keeps its scales.

#include "base/tally.hpp"
#include "objective/objective.hpp"
#include "policy/policy.hpp"

namespace megabandit {

class LearnerSections {
 public:
  enum class Pass { gradients, products };

  /// Both outlive this.
  LearnerSections(const Policy& policy, const Objective& objective)
      : policy_(policy), objective_(objective) {}

  /// Without maxima.
  TallyLayout layout(Pass pass) const;

  std::size_t statistics() const { return 0; }
  std::size_t sums() const;
  std::size_t product_channel() const { return objective_.channels(); }
  std::size_t tower(std::size_t channel) const { return sums() + objective_.sums() + channel; }
  std::size_t table(std::size_t channel) const { return tower(objective_.channels() + 1) + channel; }

  /// Adds `weight` times a channel's total to a vector of the policy's own parameters.
  void add_channel(const Tally& total, std::size_t channel, double weight, Vector& to) const;

 private:
  const Policy& policy_;
  const Objective& objective_;
};

}  // namespace megabandit
