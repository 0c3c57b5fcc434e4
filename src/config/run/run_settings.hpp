#pragma once

#include "base/tally.hpp"
#include "config/schema.hpp"

namespace megabandit {

struct RunSettings {
  std::uint64_t seed = 1;
  std::uint64_t batch_rounds = 0;
  Reduction reduction = Reduction::reproducible;
  std::int64_t threads = 1;
};

inline void declare(Schema& schema, RunSettings& run) {
  SchemaTable table = schema.table("run", "How the work is done.");
  table.setting("seed", run.seed, "names all random numbers of the run");
  table.setting("batch_rounds", run.batch_rounds, "rounds of a step over all ranks; 0: the whole log");
  table.choice<Reduction>(
      "reduction", run.reduction, {{"reproducible", Reduction::reproducible}, {"fast", Reduction::fast}},
      "sums that do not depend on the number of ranks and threads, or floating-point sums");
  table.setting("threads", run.threads, "threads of a rank").at_least(1).operational();
}

}  // namespace megabandit
