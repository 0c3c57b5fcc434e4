#pragma once
// How gradients of log-likelihoods fall along a direction of the parameters. A point credit c of a context x
// adds c Cov_pi(x)[d score, d score] to minus the Hessian: with u = the scores' change along the direction,
// the fall is c (E[u d score] - E[u] E[d score]).

#include <span>

#include "policy/gradient/gradient.hpp"

namespace megabandit {

/// @local  Adds the tower's part of the fall of one block to `fall` ([tower_parameters]). `credit`: of every
/// live round of the panel; it must not depend on the parameters. The panel must hold the mean and a tilt.
void add_tower_fall(const Policy& policy, const Panel& panel, const PanelPart& part,
                    std::span<const double> credit, std::span<double> fall);

/// @local  Hands the trained table's part of the fall to `take`, runs of rows only, as give_table_gradient
/// does. The panel must hold a tilt.
void give_table_fall(const Scoring& scoring, const Panel& panel, std::span<const Credit> credit,
                     const TakeTableGradient& take);

}  // namespace megabandit
