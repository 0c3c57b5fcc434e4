#include "train/run_config.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {
namespace {

/// What no setting can know of itself.
void check_together(const RunConfig& config) {
  if (config.optimizer.kind == "lbfgs" && config.run.batch_rounds != 0) {
    const ResolvedSetting& batch = config.resolved.at("run.batch_rounds");
    const ResolvedSetting& kind = config.resolved.at("optimizer.kind");
    throw ConfigError(fmt::format(
        "{}: `run.batch_rounds` is {}, but `optimizer.kind` \"lbfgs\" ({}) needs the whole log at "
        "every evaluation; set run.batch_rounds to 0, or optimizer.kind to sgd or adam",
        batch.place, config.run.batch_rounds, kind.place));
  }
  if (config.normaliser.kind != NormaliserSettings{}.kind && config.policy.table == TableKind::trained)
    throw ConfigError(fmt::format(
        "{}: `normaliser.kind` is \"{}\", but `policy.table` is \"trained\" ({}): an approximate normaliser "
        "is made for vectors that stay as they are; set policy.table to \"fixed\", or normaliser.kind to "
        "\"{}\"",
        config.resolved.at("normaliser.kind").place, config.normaliser.kind,
        config.resolved.at("policy.table").place, NormaliserSettings{}.kind));
}

}  // namespace

void declare(Schema& schema, RunConfig& config) {
  declare(schema, config.log);
  declare(schema, config.policy);
  declare(schema, config.objective);
  declare(schema, config.optimizer);
  declare(schema, config.normaliser);
  declare(schema, config.run);
  declare(schema, config.output);
  declare(schema, config.limits);
}

RunConfig read_run_config(const ConfigText& file, std::span<const std::string> sets) {
  RunConfig config;
  Schema schema;
  declare(schema, config);
  config.resolved = schema.read(file, sets);
  check_together(config);
  return config;
}

RunConfig read_run_config(const std::filesystem::path& path, std::span<const std::string> sets) {
  return read_run_config(load_config(path), sets);
}

}  // namespace megabandit
