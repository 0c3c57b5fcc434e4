#include "identify/result/scores.hpp"

#include <cmath>

#include "compare/bradley_terry/fit.hpp"
#include "compare/divergence.hpp"
#include "compare/pairs/per_pair.hpp"

namespace megabandit {
namespace {

constexpr int kHalvings = 60;  // of the search for a bound: more than a double has bits

/// The end of the interval on the side of `limit`: where decided * kl(share, p) reaches `room`.
double bound(double share, double decided, double room, double limit) {
  double inside = share, outside = limit;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (inside + outside) / 2;
    (decided * bernoulli_kl(share, middle) <= room ? inside : outside) = middle;
  }
  return outside;
}

Interval borda_score(const Contest& contest, CandidateId j, double delta) {
  return share_interval(contest.subject_wins(j), static_cast<double>(contest.subject_comparisons(j)), delta);
}

Interval copeland_score(const Contest& contest, CandidateId j, double delta) {
  const double others = static_cast<double>(contest.candidates() - 1);
  const double alpha = delta / static_cast<double>(pairs_of(contest.candidates()));
  Interval score{static_cast<double>(contest.beats(j)), 0, others};
  for (const CandidateId k : contest.counts().opponents(j)) {
    const Interval share = share_interval(static_cast<double>(contest.counts().wins(j, k)),
                                          static_cast<double>(contest.counts().decided(j, k)), alpha);
    score.lower += share.lower > 0.5;
    score.upper -= share.upper < 0.5;
  }
  return score;
}

/// What the contest assumes; without structure each candidate has a score of its own.
LinearScores model_of(const Contest& contest) {
  if (contest.structure() != nullptr) return contest.structure()->model();
  const auto n = static_cast<Eigen::Index>(contest.candidates());
  return LinearScores(RowMatrix<double>::Identity(n, n));
}

// A contrast's variance is that of the fit's coefficients: c^T I^-1 c, c the difference of features.
std::vector<Interval> log_odds(const Contest& contest, CandidateId leader) {
  const LinearScores model = model_of(contest);
  const Likelihood likelihood(contest.counts());
  const double ridge = RidgeSettings{}.design;
  const Vector coefficients = fit(model, likelihood, ridge, Vector::Zero(model.dimension())).coefficients;
  const Eigen::MatrixXd variances =
      factored_curvature(model, likelihood, ridge, coefficients)
          .solve(Eigen::MatrixXd::Identity(model.dimension(), model.dimension()));
  const Vector scores = model.scores(coefficients);
  std::vector<Interval> all;
  for (std::uint32_t j = 0; j < contest.candidates(); ++j) {
    const Vector contrast = model.contrast(CandidateId(j), leader);
    const double value = scores[j] - scores[leader.value];
    const double half = kNormal95 * std::sqrt(std::max(0.0, contrast.dot(variances * contrast)));
    all.push_back({value, value - half, value + half});
  }
  return all;
}

}  // namespace

Interval share_interval(double wins, double decided, double alpha) {
  if (decided == 0) return {0.5, 0, 1};
  const double share = wins / decided;
  const double room = std::log(1 / alpha) + std::log(decided) / 2 + std::log(2.0);
  return {share, bound(share, decided, room, 0), bound(share, decided, room, 1)};
}

std::vector<Interval> candidate_scores(const Contest& contest, CandidateId leader,
                                       const CompareSettings& settings) {
  if (settings.target != Target::borda && settings.target != Target::copeland)
    return log_odds(contest, leader);
  std::vector<Interval> all;
  for (std::uint32_t j = 0; j < contest.candidates(); ++j)
    all.push_back(settings.target == Target::borda ? borda_score(contest, CandidateId(j), settings.delta)
                                                   : copeland_score(contest, CandidateId(j), settings.delta));
  return all;
}

std::string score_meaning(Target target) {
  switch (target) {
    case Target::borda:
      return "share of wins against random opponents";
    case Target::copeland:
      return "how many others it beats";
    case Target::condorcet:
    case Target::bradley_terry:
    case Target::linear:
      break;
  }
  return "log-odds of a win against the leader";
}

}  // namespace megabandit
