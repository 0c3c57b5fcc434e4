#include "compare/contest/contest.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {
namespace {

constexpr double kCostUnit = 0x1p-32;  // nats

std::int64_t fixed_cost(std::uint64_t wins, std::uint64_t losses, double bar) {
  return std::llround(shortfall(static_cast<double>(wins), static_cast<double>(losses), bar) / kCostUnit);
}

PairTotals operator+(const PairTotals& one, const PairTotals& other) {
  return {one.a_wins + other.a_wins, one.b_wins + other.b_wins, one.ties + other.ties};
}

}  // namespace

Contest::Contest(std::uint64_t candidates, double epsilon, std::unique_ptr<BradleyTerry> structure)
    : bar_(0.5 + epsilon),
      counts_(candidates),
      evidence_(candidates, bar_),
      structure_(std::move(structure)),
      cost_(candidates),
      beaten_(candidates),
      subject_wins_(candidates),
      subject_comparisons_(candidates) {
  if (candidates < 2)
    throw ConfigError(
        fmt::format("there is nothing to compare among {} candidates: give two at least", candidates));
}

void Contest::start_from(std::vector<double> evidence, const PairCounts& covered) {
  if (structure_)
    throw InternalError("a contest under a Bradley-Terry model cannot go on from evidence without one");
  evidence_.start_from(std::move(evidence), covered);
  covered.for_each([&](Pair pair, const PairTotals& totals) {
    counts_.add(pair, totals);
    charge(pair, totals, +1);
  });
  leader_ = least_cost();
}

double Contest::cost_of(CandidateId j) const { return static_cast<double>(cost_[j.value]) * kCostUnit; }

CandidateId Contest::least_cost() const {
  std::uint32_t best = 0;
  for (std::uint32_t j = 1; j < cost_.size(); ++j)
    if (cost_[j] < cost_[best] || (cost_[j] == cost_[best] && beaten_[j] > beaten_[best])) best = j;
  return CandidateId(best);
}

// What a pair's totals contribute to costs and counts of the beaten, added or taken away.
void Contest::charge(Pair pair, const PairTotals& totals, int sign) {
  const auto [a, b] = std::pair(pair.a.value, pair.b.value);
  cost_[a] += sign * fixed_cost(totals.a_wins, totals.b_wins, bar_);
  cost_[b] += sign * fixed_cost(totals.b_wins, totals.a_wins, bar_);
  if (totals.a_wins != totals.b_wins)
    beaten_[totals.a_wins > totals.b_wins ? a : b] += static_cast<std::uint32_t>(sign);
}

void Contest::observe(Pair pair, const PairTotals& totals) {
  const PairTotals before = counts_.totals(pair);
  evidence_.observe(pair, before, totals);
  counts_.add(pair, totals);
  charge(pair, before, -1);
  charge(pair, before + totals, +1);
}

void Contest::count_subject(const Planned& planned, const PairTotals& totals) {
  const std::uint32_t subject = planned.subject.value;
  const std::uint64_t wins = planned.subject == planned.pair.a ? totals.a_wins : totals.b_wins;
  subject_wins_[subject] += static_cast<double>(wins) + 0.5 * static_cast<double>(totals.ties);
  subject_comparisons_[subject] += planned.count;
}

void Contest::observe(const Wave& wave, std::span<const PairTotals> totals) {
  const auto& planned = wave.planned;
  for (std::size_t i = 0; i < planned.size();) {  // a pair with two subjects is one bet
    PairTotals sum;
    const Pair pair = planned[i].pair;
    for (; i < planned.size() && planned[i].pair == pair; ++i) {
      count_subject(planned[i], totals[i]);
      sum = sum + totals[i];
    }
    observe(pair, sum);
  }
  evidence_.end_wave(counts_);
  if (structure_) structure_->observe(wave, totals, counts_);
  ++waves_;
  leader_ = structure_ ? structure_->leader() : least_cost();
}

void Contest::save(SavedState& state) const {
  counts_.save(state);
  evidence_.save(state);
  if (structure_) structure_->save(state);
  const auto size = static_cast<Eigen::Index>(subject_wins_.size());
  state.arrays["contest.subject_wins"] = Vector::Map(subject_wins_.data(), size);
  state.arrays["contest.subject_comparisons"] =
      Eigen::Map<const Eigen::Matrix<std::uint64_t, Eigen::Dynamic, 1>>(subject_comparisons_.data(), size)
          .cast<double>();
  state.numbers["contest.waves"] = static_cast<double>(waves_);
}

void Contest::load(const SavedState& state) {
  counts_.load(state);
  evidence_.load(state, counts_);
  if (structure_) structure_->load(state);
  const Vector& wins = state.arrays.at("contest.subject_wins");
  subject_wins_.assign(wins.begin(), wins.end());
  const Vector& comparisons = state.arrays.at("contest.subject_comparisons");
  for (std::size_t j = 0; j < subject_comparisons_.size(); ++j)
    subject_comparisons_[j] = static_cast<std::uint64_t>(comparisons[static_cast<Eigen::Index>(j)]);
  waves_ = static_cast<std::uint64_t>(state.numbers.at("contest.waves"));
  cost_.assign(cost_.size(), 0);
  beaten_.assign(beaten_.size(), 0);
  counts_.for_each([&](Pair pair, const PairTotals& totals) { charge(pair, totals, +1); });
  leader_ = structure_ ? structure_->leader() : least_cost();
}

}  // namespace megabandit
