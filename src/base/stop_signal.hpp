#pragma once
// A batch system asks a job to stop: SIGUSR1 (before the time limit) and SIGTERM (preemption, scancel).

namespace megabandit {

/// @local  From now on SIGUSR1, however often it comes, and the first SIGTERM only leave a mark; a second
/// SIGTERM ends the process at once.
void mark_stop_signals();

/// @local  Whether this process was asked to stop. Ranks get the signal at different times: agree on it in a
/// tally or another verb before acting on it.
bool stop_requested();

/// @local  Writing to a pipe that nobody reads becomes an error of that write instead of the silent end of a
/// rank.
void ignore_broken_pipes();

}  // namespace megabandit
