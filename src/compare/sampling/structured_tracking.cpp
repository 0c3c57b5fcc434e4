#include "compare/sampling/structured_tracking.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "compare/pairs/per_pair.hpp"
#include "compare/proportions/structured_problem.hpp"

namespace megabandit {

namespace {

std::vector<Pair> checked_pairs(std::uint64_t candidates) {
  if (candidates > kDenseCandidates)
    throw ConfigError(fmt::format(
        "compare.rule opt, star and d-optimal keep proportions of all pairs, which is made for at "
        "most {} candidates, not {}: use `challenger`",
        kDenseCandidates, candidates));
  return all_pairs(static_cast<Eigen::Index>(candidates));
}

}  // namespace

StructuredTracking::StructuredTracking(std::uint64_t candidates)
    : candidates_(candidates),
      pairs_(checked_pairs(candidates)),
      wanted_(Eigen::ArrayXd::Zero(static_cast<Eigen::Index>(pairs_.size()))) {}

/// Of a pair among all pairs in increasing order.
std::size_t StructuredTracking::index(Pair pair) const {
  const std::uint64_t a = pair.a.value, b = pair.b.value;
  return a * (2 * candidates_ - a - 1) / 2 + (b - a - 1);
}

void StructuredTracking::begin_wave(const Contest& contest, std::uint64_t size) {
  const auto k = static_cast<double>(candidates_);
  const double before = std::max(static_cast<double>(contest.comparisons()), 1.0);
  const double circle = std::min(0.5, 0.5 * std::sqrt(k / before));
  const auto added = static_cast<double>(size);
  wanted_ += added * (1 - circle) * proportions(contest);
  for (std::uint32_t i = 0; i < candidates_; ++i) {
    const Pair edge = pair_of(CandidateId(i), CandidateId(static_cast<std::uint32_t>((i + 1) % candidates_)));
    wanted_[static_cast<Eigen::Index>(index(edge))] += added * circle / k;
  }
  missing_ = wanted_;
  contest.counts().for_each([&](Pair pair, const PairTotals& totals) {
    missing_[static_cast<Eigen::Index>(index(pair))] -=
        static_cast<double>(totals.a_wins + totals.b_wins + totals.ties);
  });
  taken_ = 0;
}

Choosing StructuredTracking::next(const Draft& draft) {
  for (; taken_ < draft.chosen.size(); ++taken_)
    missing_[static_cast<Eigen::Index>(index(draft.chosen[taken_].pair))] -= 1;
  Eigen::Index most = 0;
  missing_.maxCoeff(&most);
  const Pair pair = pairs_[static_cast<std::size_t>(most)];
  return {pair, pair.a};
}

void StructuredTracking::save(SavedState& state) const { state.arrays["rule.wanted"] = wanted_; }
void StructuredTracking::load(const SavedState& state) { wanted_ = state.arrays.at("rule.wanted"); }

}  // namespace megabandit
