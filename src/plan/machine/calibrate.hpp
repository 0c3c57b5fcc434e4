#pragma once

#include "plan/machine/ceilings.hpp"
#include "storage/job.hpp"

namespace megabandit {

/// @collective  Measures, in a few seconds, what one core of rank 0's host can do, while all ranks do the
/// same, and how fast the ranks talk; a rank alone cannot measure that and keeps the built-in numbers. What
/// is computed is timed by the CPU time of the thread, which does not count what other programs take. The log
/// that is read for it lies in the directory for temporary files. @throws AgreedError
Ceilings calibrate(const Job& job);

}  // namespace megabandit
