#include "compare/sampling/baselines/posterior_signs.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "compare/divergence.hpp"

namespace megabandit::sampling::baselines {
namespace {

double log_beta(double a, double b) { return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b); }

}  // namespace

double probability_ahead(double wins, double losses) {
  // log_m1(W - 1/2, L - 1/2) is made of log I_{1/2}(W, L): here W and L are one more than the counts.
  const double log_behind = log_m1(wins + 0.5, losses + 0.5) - log_beta(wins + 1, losses + 1) +
                            std::log(std::numbers::pi) - (wins + losses + 2) * std::numbers::ln2;
  return std::clamp(-std::expm1(log_behind), 0.0, 1.0);
}

PosteriorSigns::PosteriorSigns(std::uint64_t candidates)
    : candidates_(candidates), known_(candidates * candidates) {}

double PosteriorSigns::beats(const Tableau& tableau, std::uint32_t i, std::uint32_t j) {
  Known& known = known_[i * candidates_ + j];
  const std::uint64_t wins = tableau.wins(i, j), losses = tableau.wins(j, i);
  if (wins != known.wins || losses != known.losses)
    known = {wins, losses, probability_ahead(static_cast<double>(wins), static_cast<double>(losses))};
  return known.beats;
}

std::vector<std::uint32_t> PosteriorSigns::draw_wins(const Tableau& tableau, Draws& draws) {
  std::vector<std::uint32_t> wins(candidates_, 0);
  for (std::uint32_t i = 0; i < candidates_; ++i)
    for (std::uint32_t j = i + 1; j < candidates_; ++j)
      ++wins[draws.uniform() < beats(tableau, i, j) ? i : j];
  return wins;
}

}  // namespace megabandit::sampling::baselines
