#include "preference/preference_log.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "config/nearest_name.hpp"

namespace megabandit {
namespace {

std::size_t place_of(const std::string& name, const std::vector<std::string>& names, const char* what) {
  const auto found = std::ranges::find(names, name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  throw DataError(fmt::format("there is no {} '{}'; {}", what, name, suggestion(name, names, "there are")));
}

/// The order of two candidates turned where their numbers are.
PairTotals turned(const PairTotals& totals) { return {totals.b_wins, totals.a_wins, totals.ties}; }

void add_to(PairTotals& sums, const PairTotals& more) {
  sums.a_wins += more.a_wins;
  sums.b_wins += more.b_wins;
  sums.ties += more.ties;
}

/// The candidates chosen[0], chosen[1], ... become 0, 1, ...
PreferenceLog renumbered(const PreferenceLog& log, std::span<const std::size_t> chosen) {
  std::vector<std::optional<std::uint32_t>> place(log.candidates.size());
  PreferenceLog part;
  part.groups = log.groups;
  part.created_by = log.created_by;
  if (log.features.size() > 0) part.features.resize(narrow<Eigen::Index>(chosen.size()), log.features.cols());
  for (const std::size_t candidate : chosen) {
    const auto row = narrow<std::uint32_t>(part.candidates.size());
    place[candidate] = row;
    part.candidates.push_back(log.candidates[candidate]);
    if (log.features.size() > 0) part.features.row(row) = log.features.row(narrow<Eigen::Index>(candidate));
  }
  for (const auto& [group, pair, totals] : log.pairs) {
    const auto a = place[pair.a.value], b = place[pair.b.value];
    if (!a || !b) continue;
    part.pairs.push_back(
        {group, pair_of(CandidateId(*a), CandidateId(*b)), *a < *b ? totals : turned(totals)});
  }
  std::ranges::sort(part.pairs, {},
                    [](const JudgedPair& judged) { return std::pair(judged.group, judged.pair); });
  return part;
}

}  // namespace

std::uint64_t comparisons_of(const PairTotals& totals) { return totals.a_wins + totals.b_wins + totals.ties; }

std::uint64_t comparisons_of(const PreferenceLog& log) {
  std::uint64_t sum = 0;
  for (const JudgedPair& judged : log.pairs) sum += comparisons_of(judged.totals);
  return sum;
}

PreferenceLog of_groups(const PreferenceLog& log, std::span<const std::string> names) {
  std::vector<bool> wanted(log.groups.size(), names.empty());
  for (const std::string& name : names) wanted[place_of(name, log.groups, "group")] = true;
  std::map<Pair, PairTotals> sums;
  std::vector<bool> occurs(log.candidates.size(), false);
  for (const auto& [group, pair, totals] : log.pairs) {
    if (!wanted[group]) continue;
    add_to(sums[pair], totals);
    occurs[pair.a.value] = occurs[pair.b.value] = true;
  }
  PreferenceLog together = log;
  together.groups = {""};
  together.pairs.clear();
  for (const auto& [pair, totals] : sums) together.pairs.push_back({0, pair, totals});
  std::vector<std::size_t> chosen;
  for (std::size_t k = 0; k < occurs.size(); ++k)
    if (occurs[k]) chosen.push_back(k);
  return renumbered(together, chosen);
}

PreferenceLog of_candidates(const PreferenceLog& log, std::span<const std::string> names) {
  std::vector<std::size_t> chosen;
  for (const std::string& name : names) chosen.push_back(place_of(name, log.candidates, "candidate"));
  return renumbered(log, chosen);
}

void PreferenceBuilder::add(std::uint32_t group, CandidateId one, CandidateId other, Outcome outcome,
                            std::uint64_t count) {
  PairTotals totals;
  (outcome == Outcome::a ? totals.a_wins : outcome == Outcome::b ? totals.b_wins : totals.ties) = count;
  add_to(pairs_[{group, pair_of(one, other)}], one < other ? totals : turned(totals));
}

PreferenceLog PreferenceBuilder::log() const {
  PreferenceLog log;
  log.candidates = candidates_.names();
  log.groups = groups_.names();
  for (const auto& [key, totals] : pairs_) log.pairs.push_back({key.first, key.second, totals});
  return log;
}

}  // namespace megabandit
