#pragma once
// The rows of the table of objectives, each made in the file of its name.

#include "objective/table.hpp"

namespace megabandit::objectives {

ObjectiveKind bc();
ObjectiveKind lpi();
ObjectiveKind clpi();
ObjectiveKind regkl();
ObjectiveKind ips();
ObjectiveKind cips();
ObjectiveKind snips();
ObjectiveKind es();
ObjectiveKind ix();
ObjectiveKind ls();
ObjectiveKind tis();
ObjectiveKind tis_objective();
ObjectiveKind dm();
ObjectiveKind dr();

}  // namespace megabandit::objectives
