#pragma once
// Candidates with known scores (LLM-PO specification 7.1).

#include <cmath>

#include "compare/bradley_terry/linear_scores.hpp"

namespace megabandit {

struct ScoredInstance {
  RowMatrix<double> features;
  Vector coefficients;
};

/// Scores without structure.
inline ScoredInstance tabular(const Vector& scores) {
  return {RowMatrix<double>::Identity(scores.size(), scores.size()), scores};
}

/// Scores 0, -step, -2 step, ...
inline ScoredInstance ladder(Eigen::Index candidates, double step) {
  return tabular(-step * Vector::LinSpaced(candidates, 0, static_cast<double>(candidates - 1)));
}

/// One at `gap`, the others tied at 0.
inline ScoredInstance tied(Eigen::Index candidates, double gap) {
  Vector scores = Vector::Zero(candidates);
  scores[0] = gap;
  return tabular(scores);
}

inline ScoredInstance s1() { return ladder(5, 0.5); }
inline ScoredInstance s2() { return ladder(10, 0.2); }
inline ScoredInstance s3() { return tied(10, 0.5); }

/// 32 candidates with 5 features.
inline ScoredInstance s4() {
  RowMatrix<double> features(32, 5);
  for (Eigen::Index i = 0; i < 32; ++i)
    for (Eigen::Index k = 0; k < 5; ++k) features(i, k) = std::sin(static_cast<double>((i + 1) * (k + 1)));
  features.rowwise().normalize();
  Vector coefficients(5);
  coefficients << 1, -.8, .6, -.4, .2;
  return {features, coefficients};
}

inline CandidateId candidate(Eigen::Index i) { return CandidateId(static_cast<std::uint32_t>(i)); }

}  // namespace megabandit
