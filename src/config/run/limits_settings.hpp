#pragma once

#include "base/patience.hpp"
#include "config/schema.hpp"

namespace megabandit {

struct LimitsSettings {
  ByteSize memory{0};
  Seconds watchdog = kDefaultPatience;
};

inline void declare(Schema& schema, LimitsSettings& limits) {
  SchemaTable table = schema.table("limits", "What a run may use.");
  table
      .setting("memory", limits.memory,
               "memory a rank may use for its rounds, else it streams them; \"0 B\": no limit")
      .operational();
  table
      .setting("watchdog", limits.watchdog,
               "a job whose ranks make no progress together for this long is ended; \"0 s\": never")
      .operational();
}

}  // namespace megabandit
