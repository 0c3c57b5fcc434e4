#pragma once
// The memory of this process, as Linux counts it.

#include <cstdint>

namespace megabandit::bench {

std::uint64_t resident_bytes();
/// The most since the last call of forget_peak(). 0 where the system does not say.
std::uint64_t peak_bytes();
void forget_peak();

}  // namespace megabandit::bench
