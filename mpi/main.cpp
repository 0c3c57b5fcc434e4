// The program: words, then MPI, then the command.
#include <cstdio>
#include <cstdlib>

#include "base/stop_signal.hpp"
#include "cli/command_line.hpp"
#include "mpi/environment.hpp"
#include "mpi/launch.hpp"
#include "mpi/speak.hpp"

namespace {

using namespace megabandit;

/// Only the launcher's rank 0 speaks and returns the code. The others return 0: a launcher that saw one of
/// them fail first would end rank 0 before it has spoken.
int speak_alone(const Launch& launch, const Answer& answer) {
  if (launch.rank != 0) return 0;
  std::fputs(answer.text.c_str(), answer.exit == Exit::done ? stdout : stderr);
  return static_cast<int>(answer.exit);
}

int run(const Launch& launch, Command& command) {
  try {
    Environment environment(launch);
    return environment.run([&](const Job& job) { return command.run(job); });
  } catch (const Error& error) {  // MPI could not start
    return speak_alone(launch, {error.exit(), error_line(error.what())});
  }
}

}  // namespace

int main(int argc, char** argv) {
  const Launch launched = launch([](const char* name) { return std::getenv(name); });
  auto understood = understand(all_commands(), {argv + 1, argv + argc});
  if (const auto* answer = std::get_if<Answer>(&understood)) return speak_alone(launched, *answer);
  mark_stop_signals();
  return run(launched, *std::get<std::unique_ptr<Command>>(understood));
}
