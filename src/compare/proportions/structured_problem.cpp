#include "compare/proportions/structured_problem.hpp"

#include <Eigen/Cholesky>

#include <utility>

#include "base/error.hpp"
#include "compare/bradley_terry/fit.hpp"

namespace megabandit {
namespace {

Eigen::ArrayXd differences(const std::vector<Pair>& pairs, const Vector& scores) {
  Eigen::ArrayXd s(static_cast<Eigen::Index>(pairs.size()));
  for (std::size_t p = 0; p < pairs.size(); ++p)
    s[static_cast<Eigen::Index>(p)] = scores[pairs[p].a.value] - scores[pairs[p].b.value];
  return s;
}

Eigen::ArrayXd win_probabilities(const Eigen::ArrayXd& s) { return 1 / (1 + (-s).min(700.0).exp()); }

/// A(s).
Eigen::ArrayXd partitions(const Eigen::ArrayXd& s) { return s.max(0.0) + ((-s.abs()).exp() + 1).log(); }

}  // namespace

std::vector<Pair> all_pairs(Eigen::Index candidates) {
  std::vector<Pair> pairs;
  const auto size = static_cast<std::uint32_t>(candidates);
  for (std::uint32_t a = 0; a < size; ++a)
    for (std::uint32_t b = a + 1; b < size; ++b) pairs.push_back({CandidateId(a), CandidateId(b)});
  return pairs;
}

StructuredProblem::StructuredProblem(const LinearScores& model, Vector coefficients, std::vector<Pair> pairs)
    : model_(model),
      coefficients_(std::move(coefficients)),
      scores_(model.scores(coefficients_)),
      pairs_(std::move(pairs)),
      differences_(differences(pairs_, scores_)),
      probabilities_(win_probabilities(differences_)),
      partitions_(partitions(differences_)) {
  Eigen::Index best = 0;
  scores_.maxCoeff(&best);
  best_ = CandidateId(static_cast<std::uint32_t>(best));
  contrasts_.resize(model.dimension(), model.candidates());
  gaps_.resize(model.candidates());
  Eigen::Index rivals = 0;
  for (std::uint32_t j = 0; j < model.candidates(); ++j) {
    contrasts_.col(rivals) = model.contrast(best_, CandidateId(j));
    gaps_[rivals] = scores_[best] - scores_[j];
    if (contrasts_.col(rivals).isZero(0)) continue;
    rivals_.push_back(CandidateId(j));
    ++rivals;
  }
  contrasts_.conservativeResize(Eigen::NoChange, rivals);
  gaps_.conservativeResize(rivals);
}

Alternative StructuredProblem::nearest(Eigen::Index rival, const Eigen::ArrayXd& weights,
                                       const Vector& start) const {
  const Likelihood expected(pairs_, weights, weights * probabilities_);
  Alternative found;
  found.coefficients = fit_on_plane(model_, expected, 0, contrasts_.col(rival), start).coefficients;
  found.scores = model_.scores(found.coefficients);
  found.divergence = (weights * divergences(found.scores)).sum();
  return found;
}

SecondOrder StructuredProblem::second_order(const Eigen::ArrayXd& weights) const {
  Eigen::MatrixXd information = model_.information(pairs_, weights * probabilities_ * (1 - probabilities_));
  model_.fix_gauge(information);
  const Eigen::LLT<Eigen::MatrixXd> factor(information);
  if (factor.info() != Eigen::Success)
    throw InternalError("the pairs that are compared leave some differences of scores unknown");
  SecondOrder known;
  known.moves = factor.solve(contrasts_);
  known.resistance = (known.moves.array() * contrasts_.array()).colwise().sum();
  known.divergence = gaps_.array().square() / (2 * known.resistance.array());
  return known;
}

Vector StructuredProblem::one_step(const SecondOrder& known, Eigen::Index rival) const {
  return coefficients_ - known.moves.col(rival) * (gaps_[rival] / known.resistance[rival]);
}

Eigen::MatrixXd StructuredProblem::curvature_root(Eigen::Index rival, const Eigen::ArrayXd& weights,
                                                  const Vector& nearest) const {
  const Eigen::ArrayXd other = win_probabilities(differences(pairs_, nearest));
  Eigen::MatrixXd information = model_.information(pairs_, weights * other * (1 - other));
  model_.fix_gauge(information);
  const Eigen::LLT<Eigen::MatrixXd> factor(information);
  // With information = L L^T: L^-1 z (change of probability), less its part along L^-1 c, which the plane
  // forbids.
  Eigen::MatrixXd root(model_.dimension(), weights.size());
  for (Eigen::Index p = 0; p < weights.size(); ++p) {
    const Pair pair = pairs_[static_cast<std::size_t>(p)];
    root.col(p) = (other[p] - probabilities_[p]) * model_.contrast(pair.a, pair.b);
  }
  factor.matrixL().solveInPlace(root);
  const Vector across = factor.matrixL().solve(contrasts_.col(rival)).normalized();
  root -= across * (across.transpose() * root).eval();
  return root.transpose();
}

Eigen::ArrayXd StructuredProblem::divergences(const Vector& scores) const {
  const Eigen::ArrayXd other = differences(pairs_, scores);
  return partitions(other) - partitions_ - probabilities_ * (other - differences_);
}

}  // namespace megabandit
