#pragma once

#include <string>

namespace megabandit {

/// @local  The name of the host this process runs on, as MPI knows it. MPI must have started.
std::string host_name();

}  // namespace megabandit
