#include "compare/linear/compared_pairs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "compare/divergence.hpp"

namespace megabandit {
namespace {

constexpr Eigen::Index kNumbers = 5;  // of a pair in the array that is saved

double log_of_sum(double x, double y) { return std::max(x, y) + std::log1p(std::exp(-std::abs(x - y))); }

}  // namespace

std::uint32_t ComparedPairs::number_of(CandidateId candidate) {
  const auto [place, is_new] = number_.emplace(candidate, static_cast<std::uint32_t>(candidates_.size()));
  if (is_new) candidates_.push_back(candidate);
  return place->second;
}

void ComparedPairs::add(Pair pair, const PairTotals& totals) {
  const auto [place, is_new] = place_.emplace(pair, compared_.size());
  if (is_new) {
    compared_.push_back({pair, {}});
    number_of(pair.a);
    number_of(pair.b);
  }
  PairTotals& known = compared_[place->second].totals;
  known.a_wins += totals.a_wins;
  known.b_wins += totals.b_wins;
  known.ties += totals.ties;
  comparisons_ += totals.a_wins + totals.b_wins + totals.ties;
  ties_ += totals.ties;
}

Likelihood ComparedPairs::likelihood() const {
  const auto size = static_cast<Eigen::Index>(compared_.size());
  std::vector<Pair> pairs;
  Eigen::ArrayXd weights(size), wins(size);
  for (Eigen::Index p = 0; p < size; ++p) {
    const auto& [pair, totals] = compared_[static_cast<std::size_t>(p)];
    pairs.push_back({CandidateId{number_.at(pair.a)}, CandidateId{number_.at(pair.b)}});
    weights[p] = static_cast<double>(totals.a_wins + totals.b_wins);
    wins[p] = static_cast<double>(totals.a_wins);
  }
  return {std::move(pairs), std::move(weights), std::move(wins)};
}

RowMatrix<double> ComparedPairs::features(const RowMatrix<double>& of_all) const {
  RowMatrix<double> features(static_cast<Eigen::Index>(candidates_.size()), of_all.cols());
  for (std::size_t i = 0; i < candidates_.size(); ++i)
    features.row(static_cast<Eigen::Index>(i)) = of_all.row(candidates_[i].value);
  return features;
}

double ComparedPairs::direct_evidence(CandidateId candidate) const {
  double product = 0, separate = -std::numeric_limits<double>::infinity(), opponents = 0;
  for (const auto& [pair, totals] : compared_) {
    if (pair.a != candidate && pair.b != candidate) continue;
    ++opponents;
    const auto a = static_cast<double>(totals.a_wins), b = static_cast<double>(totals.b_wins);
    const double log_e = pair.a == candidate ? log_m1(a, b) : log_m1(b, a);
    product += log_e;
    separate = log_of_sum(separate, log_e - std::log(opponents * (opponents + 1)));
  }
  separate = log_of_sum(separate, -std::log(opponents + 1));  // stakes that were not bet yet
  return log_of_sum(product, separate) - std::numbers::ln2;
}

void ComparedPairs::save(SavedState& state) const {
  Vector& rows = state.arrays["compared"];
  rows.resize(kNumbers * static_cast<Eigen::Index>(compared_.size()));
  Eigen::Index at = 0;
  for (const auto& [pair, totals] : compared_) {
    for (const std::uint32_t id : {pair.a.value, pair.b.value}) rows[at++] = id;
    for (const std::uint64_t count : {totals.a_wins, totals.b_wins, totals.ties})
      rows[at++] = static_cast<double>(count);
  }
}

void ComparedPairs::load(const SavedState& state) {
  *this = {};
  const Vector& rows = state.arrays.at("compared");
  const auto id = [&](Eigen::Index at) { return CandidateId{static_cast<std::uint32_t>(rows[at])}; };
  const auto count = [&](Eigen::Index at) { return static_cast<std::uint64_t>(rows[at]); };
  for (Eigen::Index row = 0; row < rows.size(); row += kNumbers)
    add({id(row), id(row + 1)}, {count(row + 2), count(row + 3), count(row + 4)});
}

}  // namespace megabandit
