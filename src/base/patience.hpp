#pragma once
// How long ranks wait for each other before the job is taken for hung.

#include <chrono>

namespace megabandit {

using Patience = std::chrono::milliseconds;

/// The default of `limits.watchdog`, and what holds until a config has been read.
inline constexpr Patience kDefaultPatience = std::chrono::seconds(300);

}  // namespace megabandit
