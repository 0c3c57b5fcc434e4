#pragma once
// What a field u of all actions (action_field.hpp) adds to a gradient: credit c of a context adds
// c Cov_pi(x)[u, d score] = c (E[u d score] - E[u] E[d score]). That is the gradient of c E_pi[u] where u
// does not depend on the parameters; where it is the scores' change along a direction, it is by how much the
// gradient of a weighted log-likelihood falls along that direction.

#include <span>

#include "policy/gradient/gradient.hpp"

namespace megabandit {

/// @local  Adds the tower's part of one block to `gradient` ([tower_parameters]). `credit`: of every context
/// of the part. The panel must hold a field and the means.
void add_tower_field(const Policy& policy, const Panel& panel, const PanelPart& part, const Vector& credit,
                     std::span<double> gradient);

/// @local  Hands the trained table's part to `take`, runs of rows only, as give_table_gradient does.
/// `credit`: of the contexts of the panel's first parts; empty: the part is left out.
void give_table_field(const Scoring& scoring, const Panel& panel, std::span<const Vector> credit,
                      const TakeTableGradient& take);

}  // namespace megabandit
