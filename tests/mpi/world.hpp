#pragma once

#include "mpi/environment.hpp"

namespace megabandit {

/// The world of this test program (main.cpp).
Environment& world();

}  // namespace megabandit
