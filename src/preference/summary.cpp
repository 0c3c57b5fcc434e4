#include "preference/summary.hpp"

#include <algorithm>
#include <numeric>

#include "base/narrow.hpp"

namespace megabandit {
namespace {

/// Numbers of trees in a forest that grows by pairs.
std::uint64_t components_of(const PreferenceLog& log) {
  std::vector<std::size_t> parent(log.candidates.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&](std::size_t k) {
    while (parent[k] != k) k = parent[k] = parent[parent[k]];
    return k;
  };
  std::uint64_t trees = parent.size();
  for (const JudgedPair& judged : log.pairs) {
    const std::size_t a = root(judged.pair.a.value), b = root(judged.pair.b.value);
    if (a == b) continue;
    parent[a] = b;
    --trees;
  }
  return trees;
}

/// Pairs come in order: those that are left out lie between.
std::vector<Pair> unjudged_pairs(const PreferenceLog& log, std::size_t shown) {
  std::vector<Pair> missing;
  auto next = log.pairs.begin();
  const auto count = narrow<std::uint32_t>(log.candidates.size());
  for (std::uint32_t a = 0; a < count; ++a)
    for (std::uint32_t b = a + 1; b < count; ++b) {
      if (missing.size() == shown) return missing;
      const Pair pair{CandidateId(a), CandidateId(b)};
      if (next != log.pairs.end() && next->pair == pair)
        ++next;
      else
        missing.push_back(pair);
    }
  return missing;
}

}  // namespace

PreferenceSummary summary_of(const PreferenceLog& log, std::size_t shown) {
  const std::size_t count = log.candidates.size();
  PreferenceSummary summary;
  summary.candidates = count;
  summary.pairs = log.pairs.size();
  summary.components = components_of(log);
  summary.unjudged = unjudged_pairs(log, shown);
  summary.borda.assign(count, 0);
  summary.beaten.assign(count, 0);
  std::vector<double> opponents(count, 0);
  for (const auto& [group, pair, totals] : log.pairs) {
    const std::uint64_t comparisons = comparisons_of(totals);
    summary.comparisons += comparisons;
    summary.ties += totals.ties;
    const double share = (static_cast<double>(totals.a_wins) + static_cast<double>(totals.ties) / 2) /
                         static_cast<double>(comparisons);
    summary.borda[pair.a.value] += share;
    summary.borda[pair.b.value] += 1 - share;
    ++opponents[pair.a.value];
    ++opponents[pair.b.value];
    if (totals.a_wins > totals.b_wins) ++summary.beaten[pair.a.value];
    if (totals.b_wins > totals.a_wins) ++summary.beaten[pair.b.value];
  }
  for (std::size_t k = 0; k < count; ++k)
    if (opponents[k] > 0) summary.borda[k] /= opponents[k];
  const auto best = std::ranges::max_element(summary.borda);
  summary.borda_best = CandidateId(narrow<std::uint32_t>(best - summary.borda.begin()));
  for (std::size_t k = 0; k < count; ++k)
    if (summary.beaten[k] + 1 == count) summary.condorcet_winner = CandidateId(narrow<std::uint32_t>(k));
  return summary;
}

}  // namespace megabandit
