#pragma once
// One file per normaliser; its row of the table.

#include "normaliser/table.hpp"

namespace megabandit::normalisers {

NormaliserKind exact();
NormaliserKind uniform();
NormaliserKind cluster();
NormaliserKind head_tail();
NormaliserKind index();

/// The parameter `cells`, and what it comes to for a catalogue: near the square root of its size when 0.
Parameter cells_parameter();
std::uint64_t cells_for(const Arguments& complete, std::uint64_t actions);

/// The parameter `draws`.
Parameter draws_parameter(double standard);

}  // namespace megabandit::normalisers
