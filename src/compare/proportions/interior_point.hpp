#pragma once
// The proportions that are best, to many digits: an interior-point method (LLM-PO specification 3.7, A.7).

#include "compare/proportions/proportions.hpp"
#include "compare/proportions/structured_problem.hpp"

namespace megabandit {

/// max over weights of  min_j f_j(weights) - strength/2 |weights|^2. Every iteration factors a [P, P] matrix:
/// for up to some 2000 pairs.
/// @param strength  0: the best proportions, which need not be unique; above, unique ones that are continuous
/// in
///                  the scores
/// @return certified against the problem without regularisation
/// @throws InternalError where a rival is the equal of the best (no proportions tell them apart)
Proportions interior_point_proportions(const StructuredProblem& problem, double strength);

/// Unique ones whose time is at most T* / (1 - share): strength 2 share / T* (specification 3.6).
/// @param share  in (0, 1)
Proportions regularised_proportions(const StructuredProblem& problem, double share);

}  // namespace megabandit
