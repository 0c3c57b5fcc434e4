#pragma once
// One file each.

#include "sweep/table.hpp"

namespace megabandit::runners {

RunnerKind train();
RunnerKind compare();
RunnerKind sentences();

}  // namespace megabandit::runners
