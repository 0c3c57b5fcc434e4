#pragma once

#include "config/schema.hpp"

namespace megabandit {

struct OutputSettings {
  std::filesystem::path dir = "run";
  Seconds checkpoint = std::chrono::seconds(600);
  std::int64_t checkpoint_steps = 0;
  std::int64_t keep = 3;
};

inline void declare(Schema& schema, OutputSettings& output) {
  SchemaTable table = schema.table("output", "What is written, and where.");
  table.setting("dir", output.dir, "the run directory").operational();
  table.setting("checkpoint", output.checkpoint, "time between checkpoints; \"0 s\": none by time")
      .operational();
  table.setting("checkpoint_steps", output.checkpoint_steps, "steps between checkpoints; 0: none by steps")
      .at_least(0)
      .operational();
  table.setting("keep", output.keep, "checkpoints to keep, the newest ones").at_least(1).operational();
}

}  // namespace megabandit
