#include "run/narrator.hpp"

#include <unistd.h>
#include <iostream>

#include "observe/console.hpp"
#include "observe/metrics.hpp"
#include "observe/progress.hpp"
#include "observe/run_record.hpp"

namespace megabandit {

Observers for_people() {
  Observers observers;
  observers.add(
      std::make_unique<Progress>(std::cerr, isatty(STDERR_FILENO) == 1 ? Surface::terminal : Surface::plain));
  observers.add(std::make_unique<Console>(std::cerr));
  return observers;
}

Narrator::Narrator(const Job& job, const RunDirectory& directory, Audience audience) : job_(job) {
  if (job.comm.rank() != 0) return;
  if (audience == Audience::people) observers_ = for_people();
  observers_.add(std::make_unique<Metrics>(directory.metrics()));
  observers_.add(std::make_unique<RunRecord>(directory.record()));
}

}  // namespace megabandit
