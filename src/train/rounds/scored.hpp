#pragma once

#include <vector>

#include "objective/objective.hpp"
#include "policy/panel.hpp"
#include "reward/reward_model.hpp"

namespace megabandit {

/// The rounds of one block of a panel, as objectives and estimators take them.
inline ScoredRounds scored(const Panel& panel, const PanelPart& part) {
  const auto of = [&](const std::vector<double>& column) {
    return std::span(column).subspan(part.rounds.first, part.rounds.size());
  };
  return {of(panel.reward), of(panel.pscore), of(panel.log_prob)};
}

/// The same with what a model of the reward says of them, where there is one.
class ScoredPart {
 public:
  /// The part was made of `block`. Views the panel. `model`: null, or the field that the panel holds.
  ScoredPart(const Panel& panel, const PanelPart& part, const BlockView& block, const RewardModel* model)
      : rounds_(scored(panel, part)) {
    if (model == nullptr) return;
    rounds_.predicted = predicted_ = model->of_rounds(panel, part, block);
    rounds_.expected = expected_ = mean_field_of_rounds(panel, part);
  }
  ScoredPart(const ScoredPart&) = delete;
  ScoredPart& operator=(const ScoredPart&) = delete;

  const ScoredRounds& rounds() const { return rounds_; }

 private:
  std::vector<double> predicted_, expected_;
  ScoredRounds rounds_;
};

}  // namespace megabandit
