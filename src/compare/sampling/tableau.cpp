#include "compare/sampling/tableau.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit::sampling {

Tableau::Tableau(std::uint64_t candidates, std::string_view rule) : candidates_(candidates) {
  if (candidates > kDenseCandidates)
    throw ConfigError(fmt::format(
        "compare.rule {} keeps numbers for every pair, which is made for at most {} candidates, not {}: take "
        "another rule (auto) or fewer candidates",
        rule, kDenseCandidates, candidates));
  wins_.resize(candidates * candidates);
  compared_ = chosen_ = wins_;
}

void Tableau::see(const Draft& draft) {
  if (!fresh_) read(draft.contest);
  for (; seen_ < draft.chosen.size(); ++seen_) count(draft.chosen[seen_].pair);
}

void Tableau::read(const Contest& contest) {
  std::ranges::fill(chosen_, 0);
  pairs_untouched_ = 0;
  for (std::uint32_t i = 0; i < candidates_; ++i)
    for (std::uint32_t j = i + 1; j < candidates_; ++j) {
      const PairTotals totals = contest.counts().totals({CandidateId(i), CandidateId(j)});
      wins_[at(i, j)] = totals.a_wins;
      wins_[at(j, i)] = totals.b_wins;
      compared_[at(i, j)] = compared_[at(j, i)] = totals.a_wins + totals.b_wins + totals.ties;
      if (compared_[at(i, j)] == 0) ++pairs_untouched_;
    }
  fresh_ = true;
  seen_ = 0;
  first_ = 0;
}

void Tableau::count(Pair pair) {
  if (plays(pair.a.value, pair.b.value) == 0) --pairs_untouched_;
  ++chosen_[at(pair.a.value, pair.b.value)];
  ++chosen_[at(pair.b.value, pair.a.value)];
}

double Tableau::share(std::uint32_t i, std::uint32_t j) const {
  const std::uint64_t all = decided(i, j);
  return all == 0 ? 0.5 : static_cast<double>(wins(i, j)) / static_cast<double>(all);
}

std::optional<Choosing> Tableau::never_compared() {
  if (pairs_untouched_ == 0) return std::nullopt;
  const auto row = [this] { return static_cast<std::uint32_t>(first_ / candidates_); };
  const auto column = [this] { return static_cast<std::uint32_t>(first_ % candidates_); };
  while (column() <= row() || plays(row(), column()) > 0) ++first_;
  return compare(row(), column());
}

Choosing Tableau::least_played(const std::vector<char>& among) const {
  std::optional<Choosing> least;
  std::uint64_t fewest = 0;
  for (std::uint32_t i = 0; i < candidates_; ++i)
    for (std::uint32_t j = i + 1; among[i] && j < candidates_; ++j)
      if (among[j] && (!least || plays(i, j) < fewest)) {
        least = compare(i, j);
        fewest = plays(i, j);
      }
  return *least;
}

}  // namespace megabandit::sampling
