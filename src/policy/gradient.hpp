#pragma once
// From credits to gradients. A point credit c of (context x, action a) pushes the scores by c (e_a - pi(x)).

#include <span>

#include "policy/panel.hpp"

namespace megabandit {

/// @local  Adds the tower's part of the gradient of one block to `gradient` ([tower_parameters]). `credit`:
/// of every live round of the panel. The panel must hold the mean.
void add_tower_gradient(const Policy& policy, const Panel& panel, const PanelPart& part,
                        std::span<const double> credit, std::span<double> gradient);

/// Receives a run of rows of the table's gradient: the first action, and the rows, flat.
using TakeRows = std::function<void(ActionId first, std::span<const double> rows)>;

/// @local  Hands the trained table's part of the gradient of one block to `take`, some rows at a time (rows
/// may come more than once and add up).
void give_table_gradient(const Scoring& scoring, const Panel& panel, const PanelPart& part,
                         std::span<const double> credit, const TakeRows& take);

}  // namespace megabandit
