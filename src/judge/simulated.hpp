#pragma once
// Judges whose preferences are known numbers: for studies, tests and planning.

#include <cstdint>
#include <memory>
#include <vector>

#include "base/matrix.hpp"
#include "judge/judge.hpp"
#include "judge/roster.hpp"

namespace megabandit {

/// preference(a, b) = P(a wins) + P(tie) / 2; preference(a, b) + preference(b, a) = 1. The diagonal is
/// unused.
struct PreferenceMatrix {
  RowMatrix<double> preference;  ///< [K, K], in [0, 1]
  RowMatrix<double> ties{};      ///< [K, K] symmetric, P(tie) <= 2 min(preference, 1 - preference); or [0, 0]
};

/// Scores of a Bradley-Terry model; P(a wins | no tie) = 1 / (1 + exp(score_b - score_a)).
struct BradleyTerryScores {
  std::vector<double> score;  ///< [K]
  double ties = 0;            ///< P(tie), whoever is compared; in [0, 1)
};

/// @local  Judges whose outcome of a ticket is a function of `seed` (Stream::judgement), ticket and pair.
/// `roster` is completed with numbers for names. @throws DataError when the matrix is none of preferences
std::unique_ptr<Judge> make_matrix_judge(PreferenceMatrix matrix, std::uint64_t seed, Roster roster = {});
std::unique_ptr<Judge> make_scores_judge(BradleyTerryScores scores, std::uint64_t seed, Roster roster = {});

/// Scores N(0, deviation^2), a function of `scores_seed`.
std::vector<double> normal_scores(std::uint64_t candidates, double deviation, std::uint64_t scores_seed);
/// Features N(0, 1 / dimensions), so that rows have a mean square length of 1, a function of `scores_seed`.
RowMatrix<double> normal_features(std::uint64_t candidates, std::uint64_t dimensions,
                                  std::uint64_t scores_seed);

}  // namespace megabandit
