#pragma once

#include "base/patience.hpp"
#include "config/schema.hpp"

namespace megabandit {

struct WatchdogSettings {
  Seconds watchdog = kDefaultPatience;
};

struct LimitsSettings : WatchdogSettings {
  ByteSize memory{0};
};

inline void declare(SchemaTable table, WatchdogSettings& limits) {
  table
      .setting("watchdog", limits.watchdog,
               "a job whose ranks make no progress together for this long is ended; \"0 s\": never")
      .operational();
}

/// Of a run that has nothing else to limit.
inline void declare(Schema& schema, WatchdogSettings& limits) {
  declare(schema.table("limits", "What a run may use."), limits);
}

inline void declare(Schema& schema, LimitsSettings& limits) {
  SchemaTable table = schema.table("limits", "What a run may use.");
  table
      .setting("memory", limits.memory,
               "memory a rank may use for its rounds, else it streams them; \"0 B\": no limit")
      .operational();
  declare(table, limits);
}

}  // namespace megabandit
