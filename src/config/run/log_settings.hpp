#pragma once

#include "config/schema.hpp"

namespace megabandit {

struct LogSettings {
  std::filesystem::path path;
  std::string split = "train";
};

inline void declare(Schema& schema, LogSettings& log) {
  SchemaTable table = schema.table("log", "The logged rounds to learn from.");
  // Where the file lies does not change the result: its fingerprint stands for it.
  table.setting("path", log.path, "the log (HDF5, made by `megabandit import` or `simulate`)")
      .required()
      .operational();
  table.setting("split", log.split,
                "the split to learn from; empty: all rounds, as in a log that has no splits");
}

}  // namespace megabandit
