#pragma once

#include <cstddef>
#include <functional>

namespace megabandit {

/// @local  Runs work(i, thread) for every i in [0, count), spread over `threads` threads (thread: 0 ..
/// threads-1); which thread takes which i is not defined. The first exception is rethrown after all threads
/// have ended.
void parallel_for(std::size_t threads, std::size_t count,
                  const std::function<void(std::size_t, std::size_t)>& work);

}  // namespace megabandit
