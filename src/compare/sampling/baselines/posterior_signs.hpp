#pragma once
// Who beats whom in a draw from the posterior of all shares of wins (each Beta(W + 1, L + 1), independent):
// only which share is above 1/2 matters, so that every pair costs one uniform number.

#include <vector>

#include "compare/sampling/tableau.hpp"

namespace megabandit::sampling::baselines {

class PosteriorSigns {
 public:
  explicit PosteriorSigns(std::uint64_t candidates);

  /// Whom each beats in one draw: numbers of wins over others, [K].
  std::vector<std::uint32_t> draw_wins(const Tableau& tableau, Draws& draws);

 private:
  struct Known {
    std::uint64_t wins = 0, losses = 0;
    double beats = 0.5;
  };
  double beats(const Tableau& tableau, std::uint32_t i, std::uint32_t j);

  std::size_t candidates_;
  std::vector<Known> known_;  // by pair: what was last worked out
};

/// P(share > 1/2) under Beta(wins + 1, losses + 1).
double probability_ahead(double wins, double losses);

}  // namespace megabandit::sampling::baselines
