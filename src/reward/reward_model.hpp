#pragma once
// What a model of rewards says of actions and of rounds, for the contexts of a panel.

#include <memory>

#include "policy/panel.hpp"
#include "reward/linear_rewards.hpp"
#include "reward/seen_outputs.hpp"

namespace megabandit {

/// u(x, a) = rhat(x, mean output of a), the mean of rhat over what users see of the action.
class RewardModel final : public ActionField {
 public:
  struct Actions {
    RowMatrix<float> outputs;       ///< mean outputs, less shifts, [rows of the slice, e]
    std::uint64_t first = 0;        ///< the action of the first row
    std::uint64_t all = 0;          ///< of all slices
    Communicator* group = nullptr;  ///< the ranks that hold the other rows; null: there are none
  };

  /// @collective over actions.group  @throws DataError, on all its ranks, when an output is not finite
  RewardModel(LinearRewards rewards, Actions actions, std::unique_ptr<OutputsOfRounds> rounds);

  RowMatrix<double> queries(const BlockView& block, const PanelPart& part,
                            std::span<double> level) const override;
  RowsView<float> rows() const override { return {rows_.data(), rows_.rows(), rows_.cols()}; }
  int exponent() const override { return exponent_; }

  /// rhat(x_i, s_i) of the rounds of a part, which was made of `block`, of a panel that holds this field.
  std::vector<double> of_rounds(const Panel& panel, const PanelPart& part, const BlockView& block) const;

  const LinearRewards& rewards() const { return rewards_; }

 private:
  LinearRewards rewards_;
  std::unique_ptr<OutputsOfRounds> rounds_;
  Eigen::RowVectorXd centre_;  // of outputs: taken off the rows, for sums in single precision
  RowMatrix<float> rows_;
  int exponent_ = 0;
};

/// E_pi[u] of the context of every round of a part, for a panel that holds a field.
std::vector<double> mean_field_of_rounds(const Panel& panel, const PanelPart& part);

}  // namespace megabandit
