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

struct Record {
  std::uint64_t wins, losses;
};

Record record(const PairCounts& counts, CandidateId candidate, CandidateId opponent) {
  const PairTotals totals = counts.totals(pair_of(candidate, opponent));
  return candidate < opponent ? Record{totals.a_wins, totals.b_wins} : Record{totals.b_wins, totals.a_wins};
}

/// Among those that `candidate` met and never beat: where `point` falls when each takes losses + 1.
CandidateId never_beaten(const PairCounts& counts, CandidateId candidate, std::uint64_t point) {
  CandidateId last{};
  for (const CandidateId k : counts.opponents(candidate)) {
    const auto [wins, losses] = record(counts, candidate, k);
    if (wins > 0) continue;
    last = k;
    if (point <= losses) break;
    point -= losses + 1;
  }
  return last;
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
  if (a == 1) return -std::expm1(std::log(uniform()) / b);
  if (b == 1) return std::exp(std::log(uniform()) / a);
  const double x = gamma(a);
  return x / (x + gamma(b));
}

// Shares against those it never won against, with l losses to each, are Beta(1, l + 1): 1 - share is above y
// for all of them with probability y^(sum of l + 1), and the lowest share is with each in proportion to
// l + 1, wherever it lies. One draw serves all of them.
CandidateId thompson_nemesis(const PairCounts& counts, CandidateId candidate, Draws& draws) {
  const auto& opponents = counts.opponents(candidate);
  const std::uint64_t strangers = counts.candidates() - 1 - opponents.size();
  std::uint64_t hazard = strangers;
  double lowest = 2;
  CandidateId nemesis{};
  for (const CandidateId k : opponents) {
    const auto [wins, losses] = record(counts, candidate, k);
    if (wins == 0) {
      hazard += losses + 1;
    } else if (const double share =
                   draws.beta(static_cast<double>(wins + 1), static_cast<double>(losses + 1));
               share < lowest) {
      lowest = share;
      nemesis = k;
    }
  }
  if (hazard == 0 || draws.beta(1, static_cast<double>(hazard)) >= lowest) return nemesis;
  const std::uint64_t point = draws.below(hazard);
  return point < strangers ? stranger(counts, candidate, point)
                           : never_beaten(counts, candidate, point - strangers);
}

}  // namespace megabandit
