#pragma once

#include "objective/objective.hpp"
#include "policy/panel.hpp"

namespace megabandit {

/// The rounds of one block of a panel, as objectives and estimators take them.
inline ScoredRounds scored(const Panel& panel, const PanelPart& part) {
  const auto of = [&](const std::vector<double>& column) {
    return std::span(column).subspan(part.rounds.first, part.rounds.size());
  };
  return {of(panel.reward), of(panel.pscore), of(panel.log_prob)};
}

}  // namespace megabandit
