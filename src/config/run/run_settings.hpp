#pragma once

#include "base/precision.hpp"
#include "base/tally.hpp"
#include "config/schema.hpp"

namespace megabandit {

/// How ranks share the work: the rounds, the catalogue, or both.
enum class LayoutChoice { automatic, log, action, grid };

struct RunSettings {
  std::uint64_t seed = 1;
  std::uint64_t batch_rounds = 0;
  Reduction reduction = Reduction::reproducible;
  Precision precision = Precision::fp32;
  std::int64_t threads = 1;
  LayoutChoice layout = LayoutChoice::automatic;
  std::int64_t action_shards = 0;
};

inline void declare(Schema& schema, RunSettings& run) {
  SchemaTable table = schema.table("run", "How the work is done.");
  table.setting("seed", run.seed, "names all random numbers of the run");
  table.setting("batch_rounds", run.batch_rounds, "rounds of a step over all ranks; 0: the whole log");
  table.choice<Reduction>(
      "reduction", run.reduction, {{"reproducible", Reduction::reproducible}, {"fast", Reduction::fast}},
      "sums that do not depend on the number of ranks and threads, or floating-point sums");
  table.choice<Precision>(
      "precision", run.precision, {{"fp32", Precision::fp32}, {"bf16", Precision::bf16}},
      "of the factors of scores and means: single, or 16 bits in half the time where the "
      "processor has them, to about 3 digits and so without a certificate of the gap; sums and "
      "parameters keep theirs");
  table.setting("threads", run.threads, "threads of a rank").at_least(1).operational();
  table
      .choice<LayoutChoice>("layout", run.layout,
                            {{"auto", LayoutChoice::automatic},
                             {"log", LayoutChoice::log},
                             {"action", LayoutChoice::action},
                             {"grid", LayoutChoice::grid}},
                            "what ranks share out: the rounds (log), the catalogue (action), or both (grid); "
                            "auto: what is predicted to take the shortest time")
      .operational();
  table
      .setting(
          "action_shards", run.action_shards,
          "parts of the catalogue, a divisor of the number of ranks; 0: as many as are predicted to take "
          "the shortest time")
      .at_least(0)
      .used_when("layout", {"grid"})
      .operational();
}

}  // namespace megabandit
