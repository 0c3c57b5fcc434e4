#include "compare/contest/evidence.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

namespace megabandit {
namespace {

const std::string kCovered = "evidence.covered.";
constexpr std::uint64_t kLargeWave = 8;  // comparisons of one pair from which a stale pair bets half

/// log((1 + e^x) / 2).
double log_half_bet(double x) {
  return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))) - std::numbers::ln2;
}

/// What a wave adds to the product against a candidate that had `won` and `lost` before it. Only who is
/// behind is bet against: exploration of pairs that are even or won would eat up what was gathered. Fresh and
/// stale pairs of a large wave bet half. `decided` leaves out ties; given which comparisons are ties their
/// number is fixed and the others are independent, so the bet is as fair as if it were known beforehand.
double gated(double gain, std::uint64_t won, std::uint64_t lost, std::uint64_t decided, double bar) {
  if (static_cast<double>(won) * (1 - bar) < static_cast<double>(lost) * bar) return gain;
  return decided >= std::max(kLargeWave, won + lost) ? log_half_bet(gain) : 0.0;
}

}  // namespace

Evidence::Evidence(std::uint64_t candidates, double bar)
    : bar_(bar),
      pairwise_(candidates),
      product_(candidates),
      average_(candidates),
      log_e_(candidates),
      is_touched_(candidates) {}

Evidence::Sides Evidence::of(const PairTotals& totals) const {
  const auto a = static_cast<double>(totals.a_wins), b = static_cast<double>(totals.b_wins);
  return {log_m1(a, b, bar_), log_m1(b, a, bar_)};
}

void Evidence::start_from(std::vector<double> start, const PairCounts& covered) {
  covered.for_each([&](Pair pair, const PairTotals& totals) { pairwise_[pair] = of(totals); });
  log_e_ = start;
  start_.emplace(std::move(start), covered, pairwise_);
}

void Evidence::touch(CandidateId j) {
  if (is_touched_[j.value]) return;
  is_touched_[j.value] = true;
  touched_.push_back(j);
}

void Evidence::observe(Pair pair, const PairTotals& before, const PairTotals& wave) {
  const std::uint64_t decided = wave.a_wins + wave.b_wins;
  if (decided == 0) return;
  const Sides after = of({before.a_wins + wave.a_wins, before.b_wins + wave.b_wins, 0});
  Sides& now = pairwise_[pair];
  product_[pair.a.value] += gated(after.a - now.a, before.a_wins, before.b_wins, decided, bar_);
  product_[pair.b.value] += gated(after.b - now.b, before.b_wins, before.a_wins, decided, bar_);
  now = after;
  touch(pair.a);
  touch(pair.b);
}

double Evidence::pairwise(CandidateId one, CandidateId other) const {
  if (one == other) return 0;
  const Sides sides = pairwise_(pair_of(one, other));
  return one < other ? sides.a : sides.b;
}

double Evidence::since_start(CandidateId one, CandidateId other) const {
  const double now = pairwise(one, other);
  if (!start_) return now;
  const Sides then = start_->pairwise(pair_of(one, other));
  return now - (one < other ? then.a : then.b);
}

// The average over all others; those of whom nothing is known stand for 1 each, apart from the sum, so that
// ties change no bit.
void Evidence::settle(CandidateId j, const PairCounts& counts) {
  const auto& met = counts.opponents(j);
  double most = 0;
  for (const CandidateId k : met) most = std::max(most, since_start(j, k));
  const auto others = static_cast<double>(counts.candidates() - 1);
  double sum = 0, known = 0;
  for (const CandidateId k : met)
    if (const double against = since_start(j, k); against != 0) {
      sum += std::exp(against - most);
      ++known;
    }
  sum += (others - known) * std::exp(-most);
  average_[j.value] = most + std::log(sum / others);
  const double start = start_ ? start_->evidence[j.value] : 0;
  log_e_[j.value] = start + product_[j.value] + log_half_bet(average_[j.value] - product_[j.value]);
}

void Evidence::end_wave(const PairCounts& counts) {
  for (const CandidateId j : touched_) {
    settle(j, counts);
    is_touched_[j.value] = false;
  }
  touched_.clear();
}

void Evidence::save(SavedState& state) const {
  const auto as_vector = [](const std::vector<double>& numbers) {
    return Vector(Vector::Map(numbers.data(), static_cast<Eigen::Index>(numbers.size())));
  };
  state.arrays["evidence.product"] = as_vector(product_);
  if (!start_) return;
  state.arrays["evidence.start"] = as_vector(start_->evidence);
  SavedState covered;
  start_->covered.save(covered);
  for (auto& [name, array] : covered.arrays) state.arrays[kCovered + name] = std::move(array);
}

void Evidence::load_start(const SavedState& state) {
  const auto start = state.arrays.find("evidence.start");
  if (start == state.arrays.end()) return;
  SavedState covered;
  for (const auto& [name, array] : state.arrays)
    if (name.starts_with(kCovered)) covered.arrays[name.substr(kCovered.size())] = array;
  PairCounts counts(product_.size());
  counts.load(covered);
  start_from({start->second.begin(), start->second.end()}, counts);
}

void Evidence::load(const SavedState& state, const PairCounts& counts) {
  *this = Evidence(counts.candidates(), bar_);
  load_start(state);
  const Vector& product = state.arrays.at("evidence.product");
  product_.assign(product.begin(), product.end());
  counts.for_each([&](Pair pair, const PairTotals& totals) {
    if (totals.a_wins + totals.b_wins == 0) return;
    pairwise_[pair] = of(totals);
    touch(pair.a);
    touch(pair.b);
  });
  end_wave(counts);
}

}  // namespace megabandit
