#include "mpi/fatal_boundary.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <thread>

#include <fmt/format.h>

#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "mpi/check.hpp"
#include "mpi/speak.hpp"

namespace megabandit {
namespace {

using namespace std::chrono_literals;

enum class Ending { normal, agreed, alone };

struct Outcome {
  Ending ending = Ending::normal;
  Exit exit = Exit::done;
  std::string text{};
};

Outcome outcome_of(const std::function<Exit()>& work) {
  try {
    return {.exit = work()};
  } catch (const AgreedError& error) {
    return {Ending::agreed, error.exit(), error.what()};
  } catch (const Error& error) {
    return {Ending::alone, error.exit(), error.what()};
  } catch (const std::bad_alloc&) {
    return {Ending::alone, Exit::internal, "out of memory"};
  } catch (const std::exception& error) {
    return {Ending::alone, Exit::internal, error.what()};
  } catch (...) {
    return {Ending::alone, Exit::internal, "an exception of unknown type"};
  }
}

/// @collective  What the program says and returns when all ranks are here.
int conclude(Communicator& comm, const Outcome& mine) {
  const auto endings = all_gather_value(comm, mine.ending);
  const auto exits = all_gather_value(comm, mine.exit);
  const auto failed = std::ranges::find_if(endings, [](Ending ending) { return ending != Ending::normal; });
  if (failed == endings.end()) return static_cast<int>(*std::ranges::max_element(exits));
  const auto texts = all_gather_text(comm, mine.text);
  const auto rank = static_cast<std::size_t>(failed - endings.begin());
  const bool alike = std::ranges::all_of(texts, [&](const std::string& text) { return text == texts[rank]; });
  if (comm.rank() == 0)
    print_error(alike ? texts[rank] : fmt::format("rank {} of {}: {}", rank, comm.size(), texts[rank]));
  return static_cast<int>(exits[rank]);
}

}  // namespace

FatalBoundary::FatalBoundary(Watchdog& watchdog) : watchdog_(watchdog) {
  check_mpi(MPI_Comm_dup(MPI_COMM_WORLD, &bell_), "MPI_Comm_dup");
}

FatalBoundary::~FatalBoundary() { MPI_Comm_free(&bell_); }

int FatalBoundary::run(Communicator& comm, const std::function<Exit()>& work) {
  const Outcome mine = outcome_of(work);
  try {
    if (mine.ending != Ending::alone) wait_for_all();
    // Rank 0 is less patient: one voice when many fail alike and some other rank does not come.
    else if (!all_come(comm.rank() == 0 ? 1000ms : 1500ms))
      abort(comm, mine.exit, mine.text);
    return conclude(comm, mine);
  } catch (const std::exception& error) {
    abort(comm, Exit::internal, error.what());
  }
}

bool FatalBoundary::all_come(std::chrono::milliseconds time) {
  MPI_Request bell = MPI_REQUEST_NULL;
  check_mpi(MPI_Ibarrier(bell_, &bell), "MPI_Ibarrier");
  const auto deadline = std::chrono::steady_clock::now() + time;
  for (;;) {
    int done = 0;
    check_mpi(MPI_Test(&bell, &done, MPI_STATUS_IGNORE), "MPI_Test");
    if (done != 0) return true;
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(1ms);
  }
}

void FatalBoundary::wait_for_all() {
  const Watchdog::Watch watch(watchdog_, Watchdog::kWorld, Verb::barrier);
  MPI_Request bell = MPI_REQUEST_NULL;  // all ranks must call the same function
  check_mpi(MPI_Ibarrier(bell_, &bell), "MPI_Ibarrier");
  check_mpi(MPI_Wait(&bell, MPI_STATUS_IGNORE), "MPI_Wait");
}

void FatalBoundary::abort(const Communicator& comm, Exit exit, std::string_view text) {
  print_error(fmt::format("rank {} of {}: {}", comm.rank(), comm.size(), text));
  MPI_Abort(bell_, static_cast<int>(exit));
  std::_Exit(static_cast<int>(exit));
}

}  // namespace megabandit
