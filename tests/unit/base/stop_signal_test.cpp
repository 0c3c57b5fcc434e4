#include "base/stop_signal.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace megabandit {
namespace {

// Each in a process of its own, which exits with 1 when it was asked to stop.
[[noreturn]] void receive(std::initializer_list<int> signals) {
  mark_stop_signals();
  for (const int signal : signals) std::raise(signal);
  std::_Exit(stop_requested() ? 1 : 0);
}

TEST(StopSignal, is_marked_once_or_often) {
  EXPECT_EXIT(receive({}), testing::ExitedWithCode(0), "");
  EXPECT_EXIT(receive({SIGUSR1}), testing::ExitedWithCode(1), "");
  EXPECT_EXIT(receive({SIGTERM}), testing::ExitedWithCode(1), "");
  EXPECT_EXIT(receive({SIGUSR1, SIGUSR1, SIGTERM}), testing::ExitedWithCode(1), "");
}

TEST(StopSignal, ends_the_process_when_it_is_repeated) {
  EXPECT_EXIT(receive({SIGTERM, SIGTERM}), testing::KilledBySignal(SIGTERM), "");
}

TEST(StopSignal, a_broken_pipe_is_an_error_of_the_write) {
  const auto write_to_nobody = [] {
    ignore_broken_pipes();
    int ends[2];
    if (pipe(ends) != 0 || close(ends[0]) != 0) std::_Exit(2);
    std::_Exit(write(ends[1], "x", 1) == -1 ? 1 : 0);
  };
  EXPECT_EXIT(write_to_nobody(), testing::ExitedWithCode(1), "");
}

}  // namespace
}  // namespace megabandit
