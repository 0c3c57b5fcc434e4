#pragma once
// Two players, one of whom picks a row, the other a column: the linear programme that certifies proportions
// (LLM-PO specification 3.4).

#include "base/matrix.hpp"

namespace megabandit {

/// How a game is played best by the one who picks rows and pays.
struct GameSolution {
  double value = 0;  ///< max over columns of rows^T payoffs
  Vector rows;       ///< probabilities
};

/// min over probabilities q of max_p sum_j q_j payoffs(j, p), by the simplex method on the dense tableau: for
/// tens of rows and thousands of columns. The value holds for the q that is returned, whatever rounding did.
/// @param payoffs  at least 0; each row has one above 0
GameSolution solve_game(const Eigen::MatrixXd& payoffs);

}  // namespace megabandit
