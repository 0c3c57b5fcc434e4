#include "compare/sampling/draws.hpp"

#include <cmath>

namespace megabandit {
namespace {

/// The r-th (0-based) of all candidates but `candidate` and those it met.
CandidateId stranger(const PairCounts& counts, CandidateId candidate, std::uint64_t r) {
  std::uint64_t result = r;  // r plus how many at or below it are left out
  bool passed = false;
  const auto pass_self = [&] {
    passed = true;
    if (candidate.value <= result) ++result;
  };
  for (const CandidateId met : counts.opponents(candidate)) {
    if (!passed && candidate < met) pass_self();
    if (met.value <= result) ++result;
  }
  if (!passed) pass_self();
  return CandidateId(static_cast<std::uint32_t>(result));
}

}  // namespace

// Marsaglia and Tsang 2000.
double Draws::gamma(double shape) {
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = normal(), root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root, u = uniform();
    if (std::log(u) < 0.5 * x * x + d * (1 - v + std::log(v))) return d * v;
  }
}

double Draws::beta(double a, double b) {
  const double x = gamma(a);
  return x / (x + gamma(b));
}

CandidateId thompson_nemesis(const PairCounts& counts, CandidateId candidate, Draws& draws) {
  const auto& opponents = counts.opponents(candidate);
  double lowest = 2;
  CandidateId nemesis{};
  for (const CandidateId k : opponents) {
    const auto wins = static_cast<double>(counts.wins(candidate, k));
    const auto losses = static_cast<double>(counts.wins(k, candidate));
    if (const double share = draws.beta(wins + 1, losses + 1); share < lowest) {
      lowest = share;
      nemesis = k;
    }
  }
  const std::uint64_t strangers = counts.candidates() - 1 - opponents.size();
  if (strangers == 0) return nemesis;
  const double least = -std::expm1(std::log1p(-draws.uniform()) / static_cast<double>(strangers));
  return least < lowest ? stranger(counts, candidate, draws.below(strangers)) : nemesis;
}

}  // namespace megabandit
