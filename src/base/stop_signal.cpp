#include "base/stop_signal.hpp"

#include <atomic>
#include <csignal>

namespace megabandit {
namespace {

std::atomic<bool> requested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "set in a signal handler");

void mark(int) { requested = true; }

void handle(int signal, int flags) {
  struct sigaction action {};
  action.sa_handler = mark;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

void mark_stop_signals() {
  handle(SIGUSR1, SA_RESTART);                 // scripts and the batch system may both send it
  handle(SIGTERM, SA_RESTART | SA_RESETHAND);  // once
}

bool stop_requested() { return requested; }

void ignore_broken_pipes() { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace megabandit
