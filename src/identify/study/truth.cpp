#include "identify/study/truth.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <Eigen/QR>

#include "base/error.hpp"
#include "compare/pairs/pair_counts.hpp"
#include "compare/procedure.hpp"
#include "compare/proportions/interior_point.hpp"
#include "compare/proportions/pairwise.hpp"
#include "compare/proportions/structured_problem.hpp"

namespace megabandit {
namespace {

constexpr std::size_t kMostPairs = 2000;  // of an interior-point solution
constexpr double kEqual = 1e-12;          // shares of wins are no more exact

RowMatrix<double> preferences_of(const Judge& judge) {
  const std::uint64_t candidates = judge.candidates();
  if (candidates > kDenseCandidates)
    throw ConfigError(
        fmt::format("a study is made for at most {} candidates, not {}", kDenseCandidates, candidates));
  const auto size = static_cast<Eigen::Index>(candidates);
  RowMatrix<double> preferences = RowMatrix<double>::Constant(size, size, 0.5);
  for (std::uint32_t a = 0; a < candidates; ++a)
    for (std::uint32_t b = a + 1; b < candidates; ++b) {
      const auto share = judge.preference({CandidateId(a), CandidateId(b)});
      if (!share)
        throw ConfigError(
            "a study counts how often answers are right, and this judge's preferences are not known: use one "
            "of judge.kind matrix, scores, linear, log");
      preferences(a, b) = *share;
      preferences(b, a) = 1 - *share;
    }
  return preferences;
}

std::vector<char> highest(const Vector& scores) {
  const double most = scores.maxCoeff();
  std::vector<char> best;
  for (const double score : scores) best.push_back(score >= most - kEqual);
  return best;
}

Vector copeland_scores(const RowMatrix<double>& preferences) {
  return (preferences.array() > 0.5 + kEqual).cast<double>().rowwise().sum();
}

// Coefficients of scores that are linear in `features` and tell these preferences.
Vector coefficients_of(const RowMatrix<double>& preferences, const RowMatrix<double>& features) {
  const Eigen::ArrayXd share = preferences.col(0).array();
  const Vector scores = (share / (1 - share)).log();  // those of candidate 0 are 0
  const RowMatrix<double> differences = features.rowwise() - features.row(0);
  return differences.completeOrthogonalDecomposition().solve(scores);
}

double structured_time(const RowMatrix<double>& preferences, const RowMatrix<double>& features) {
  std::vector<Pair> pairs = all_pairs(preferences.rows());
  if (pairs.size() > kMostPairs) return std::numeric_limits<double>::quiet_NaN();
  const LinearScores model(features);
  const StructuredProblem problem(model, coefficients_of(preferences, features), std::move(pairs));
  return interior_point_proportions(problem, 0).characteristic_time;
}

double characteristic_time(const RowMatrix<double>& preferences, const Judge& judge,
                           const CompareSettings& settings) {
  const auto winner = condorcet_winner(preferences);
  const bool beating = settings.target != Target::borda && settings.target != Target::copeland;
  if (!winner || !beating) return std::numeric_limits<double>::quiet_NaN();
  if (settings.target == Target::linear) return structured_time(preferences, judge.features());
  if (settings.target == Target::bradley_terry)
    return structured_time(preferences, RowMatrix<double>::Identity(preferences.rows(), preferences.rows()));
  return proportions_of(refutations(preferences, *winner, settings.alternatives, 0.5 + settings.epsilon, 0))
      .characteristic_time;
}

}  // namespace

bool Truth::exists() const { return std::ranges::count(best, 0) < static_cast<std::ptrdiff_t>(best.size()); }

Truth truth_of(const Judge& judge, const CompareSettings& settings) {
  const RowMatrix<double> preferences = preferences_of(judge);
  Truth truth;
  if (settings.target == Target::borda) {
    truth.best = highest(preferences.rowwise().mean());
  } else if (settings.target == Target::copeland) {
    truth.best = highest(copeland_scores(preferences));
  } else {
    truth.best.assign(judge.candidates(), 0);
    if (const auto winner = condorcet_winner(preferences)) truth.best[winner->value] = 1;
  }
  truth.characteristic_time = characteristic_time(preferences, judge, settings);
  return truth;
}

}  // namespace megabandit
