#pragma once
// A bound on how much better other proportions could be, that holds whoever found these (LLM-PO
// specification 3.4).

#include "compare/proportions/proportions.hpp"
#include "compare/proportions/structured_problem.hpp"

namespace megabandit {

/// `weights` as proportions with their exact characteristic time; the gap is that of the best mixture of
/// rivals (weak duality: 1/T* <= max_p sum_j q_j G_jp for whatever q).
/// @param weights  one for each pair of the problem, see StructuredProblem; they sum to 1
Proportions certified(const StructuredProblem& problem, const Eigen::ArrayXd& weights);

}  // namespace megabandit
