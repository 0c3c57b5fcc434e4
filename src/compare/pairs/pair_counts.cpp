#include "compare/pairs/pair_counts.hpp"

#include <algorithm>

#include "base/narrow.hpp"

namespace megabandit {
namespace {

// The columns in which counts are saved.
constexpr const char* kColumns[] = {"counts.a", "counts.b", "counts.a_wins", "counts.b_wins", "counts.ties"};

std::uint32_t sum(std::uint32_t before, std::uint64_t more) { return narrow<std::uint32_t>(before + more); }

}  // namespace

PairCounts::PairCounts(std::uint64_t candidates) : counts_(candidates), opponents_(candidates) {}

void PairCounts::meet(CandidateId one, CandidateId other) {
  auto& known = opponents_[one.value];
  known.insert(std::lower_bound(known.begin(), known.end(), other), other);
}

void PairCounts::add(Pair pair, const PairTotals& totals) {
  const std::uint64_t more = totals.a_wins + totals.b_wins + totals.ties;
  if (more == 0) return;
  Counts& counts = counts_[pair];
  if (counts.a_wins == 0 && counts.b_wins == 0 && counts.ties == 0) {
    meet(pair.a, pair.b);
    meet(pair.b, pair.a);
    ++pairs_;
  }
  counts = {sum(counts.a_wins, totals.a_wins), sum(counts.b_wins, totals.b_wins),
            sum(counts.ties, totals.ties)};
  comparisons_ += more;
  ties_ += totals.ties;
}

PairTotals PairCounts::totals(Pair pair) const {
  const Counts counts = counts_(pair);
  return {counts.a_wins, counts.b_wins, counts.ties};
}

std::uint64_t PairCounts::wins(CandidateId winner, CandidateId loser) const {
  if (winner == loser) return 0;
  const Counts counts = counts_(pair_of(winner, loser));
  return winner < loser ? counts.a_wins : counts.b_wins;
}

std::uint64_t PairCounts::decided(CandidateId one, CandidateId other) const {
  if (one == other) return 0;
  const Counts counts = counts_(pair_of(one, other));
  return std::uint64_t{counts.a_wins} + counts.b_wins;
}

void PairCounts::for_each(const std::function<void(Pair, const PairTotals&)>& visit) const {
  for (std::uint32_t a = 0; a < opponents_.size(); ++a)
    for (const CandidateId b : opponents_[a])
      if (b.value > a) visit({CandidateId(a), b}, totals({CandidateId(a), b}));
}

void PairCounts::save(SavedState& state) const {
  Vector* columns[std::size(kColumns)];
  for (std::size_t i = 0; i < std::size(kColumns); ++i)
    (*(columns[i] = &state.arrays[kColumns[i]])).resize(static_cast<Eigen::Index>(pairs_));
  Eigen::Index row = 0;
  for_each([&](Pair pair, const PairTotals& totals) {
    const std::uint64_t values[] = {pair.a.value, pair.b.value, totals.a_wins, totals.b_wins, totals.ties};
    for (std::size_t i = 0; i < std::size(kColumns); ++i) (*columns[i])[row] = static_cast<double>(values[i]);
    ++row;
  });
}

void PairCounts::load(const SavedState& state) {
  *this = PairCounts(candidates());
  const auto value = [&](std::size_t column, Eigen::Index row) {
    return static_cast<std::uint64_t>(state.arrays.at(kColumns[column])[row]);
  };
  for (Eigen::Index row = 0; row < state.arrays.at(kColumns[0]).size(); ++row)
    add({CandidateId(narrow<std::uint32_t>(value(0, row))),
         CandidateId(narrow<std::uint32_t>(value(1, row)))},
        {value(2, row), value(3, row), value(4, row)});
}

}  // namespace megabandit
