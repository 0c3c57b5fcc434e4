// A job that goes wrong: faulty FAULT RANK PATIENCE. All ranks add numbers for ever; rank RANK does what
// FAULT says after a while. PATIENCE is that of the watchdog, in milliseconds.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <thread>

#include "base/stop_signal.hpp"
#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "mpi/environment.hpp"

namespace megabandit {
namespace {

constexpr int kHealthySteps = 100;

[[noreturn]] void sleep_for_ever() {
  for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
}

/// What the faulty rank does instead of its next step.
const std::map<std::string, std::function<void()>> kFaults{
    {"throw", [] { throw DataError("row 3 of rounds.csv is bad"); }},
    {"throw_foreign", [] { throw std::out_of_range("index 9"); }},
    {"busy", [] { sleep_for_ever(); }},
    {"stop", [] { std::raise(SIGSTOP); }},
    {"kill", [] { std::raise(SIGKILL); }},
};

/// Every rank but one comes to its end without a fault, and finds the failed one there.
Exit end_after(Communicator& comm, bool faulty) {
  comm.barrier();
  if (faulty) throw CannotWrite("the disk is full");
  return Exit::done;
}

/// Steps until somebody was asked to stop, as a learner would.
Exit until_stopped(Communicator& comm) {
  if (comm.rank() == 0) std::puts("ready"), std::fflush(stdout);
  while (max_value(comm, stop_requested() ? 1.0 : 0.0) == 0.0)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return Exit::stopped;
}

Exit run(Communicator& comm, const std::string& fault, int rank) {
  const bool faulty = comm.rank() == rank;
  if (fault == "agreed")
    agree(comm, [&] {
      if (faulty) throw DataError("row 3 of rounds.csv is bad");
    });
  if (fault == "all_throw") throw ConfigError("no such key");
  if (fault == "late") return end_after(comm, faulty);
  if (fault == "signal") return until_stopped(comm);
  // The same in a group of ranks, where the groups take turns of different lengths between sums of all.
  const bool grouped = fault.starts_with("group_");
  const auto group = comm.split(comm.rank() / 2);
  for (std::int64_t step = 0;; ++step) {
    if (faulty && step == kHealthySteps) kFaults.at(grouped ? fault.substr(6) : fault)();
    for (int turn = 0; grouped && turn <= comm.rank() / 2; ++turn) sum_value(*group, step);
    sum_value(comm, step);
  }
}

}  // namespace
}  // namespace megabandit

int main(int, char** argv) {
  using namespace megabandit;
  mark_stop_signals();
  Environment environment(launch([](const char* name) { return std::getenv(name); }));
  return environment.run([&](const Job& job) {
    job.comm.set_patience(Patience(std::atoi(argv[3])));
    return run(job.comm, argv[1], std::atoi(argv[2]));
  });
}
