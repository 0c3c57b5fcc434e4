#include "identify/run/compare_config.hpp"

namespace megabandit {

void declare(Schema& schema, CompareConfig& config) {
  declare(schema, config.candidates);
  declare(schema, config.judge);
  declare(schema, config.compare);
  declare(schema, config.study);
  schema.table("run", "How the work is done.")
      .setting("seed", config.seed, "names all random numbers of the run");
  declare(schema, config.output);
  declare(schema, config.limits);
}

CompareConfig read_compare_config(const ConfigText& file, std::span<const std::string> sets) {
  CompareConfig config;
  Schema schema;
  declare(schema, config);
  config.resolved = schema.read(file, sets);
  return config;
}

}  // namespace megabandit
