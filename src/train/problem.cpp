#include "train/problem.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "bank/bank_file.hpp"
#include "base/error.hpp"
#include "policy/table_columns.hpp"

namespace megabandit {
namespace {

// Where a setting was given, to go before a complaint; nothing for a default.
std::string place_of(const RunConfig& config, const char* setting) {
  const auto& resolved = config.resolved.at(setting);
  return resolved.origin == Origin::standard ? "" : resolved.place + ": ";
}

// Actions that a pivot looks at one by one; 0: the softmax kernel sums over all.
std::uint64_t listed(const DensitySettings& density, std::uint64_t actions) {
  switch (density.mode) {
    case SeenMode::sparse:
      return std::min(density.neighbours, actions);
    case SeenMode::sampled:
      return std::min(density.neighbours + density.draws, actions);
    case SeenMode::policy:
      return std::min(density.draws, actions);
    case SeenMode::exact:
      break;
  }
  return density.bank.empty() && density.kernel != SeenThrough::uniform ? 0 : actions;
}

SeenProblemSize seen_size(const RunConfig& config, const LogShape& shape, std::uint64_t bank_samples) {
  const DensitySettings& density = config.density;
  SeenProblemSize seen;
  seen.output_columns = shape.output > 0 ? shape.output : shape.embedding;
  if (density.kernel == SeenThrough::partition) seen.output_columns = 16;  // bits of a cluster's code, about
  const bool drawn = density.pivot == PivotKind::randomised && density.kernel != SeenThrough::partition;
  seen.pivots = drawn ? density.pivots : 1;
  seen.entries = asks_of(config.optimizer) == Asks::gradients ? 1 : seen.pivots;
  if (density.mode == SeenMode::sparse || density.mode == SeenMode::sampled)
    seen.kept = std::min(density.neighbours, shape.actions);
  seen.listed = listed(density, shape.actions);
  seen.sampled = density.mode == SeenMode::sampled;
  seen.bank_outputs = shape.queries * shape.actions * bank_samples;
  return seen;
}

}  // namespace

ChosenLog choose_log(const Job& job, const RunConfig& config) {
  const bool named = config.resolved.at("log.split").origin != Origin::standard;
  const std::string split = named ? config.log.split : default_split(job, config.log.path, config.log.split);
  return {split, read_shape(job, config.log.path, split)};
}

std::uint64_t columns_of_table(const RunConfig& config, const LogShape& shape) {
  const std::uint64_t columns = table_columns(config.policy, shape);
  if (columns > 0) return columns;
  const std::string log = config.log.path.string();
  if (config.policy.table == TableKind::fixed && config.policy.vectors == FixedVectors::output)
    throw ConfigError(
        fmt::format("{}policy.vectors is \"output\", but {} has no /actions/output; import the actions' "
                    "outputs, or set policy.vectors = \"embedding\"",
                    place_of(config, "policy.vectors"), log));
  if (config.policy.table == TableKind::fixed)
    throw ConfigError(fmt::format(
        "{}policy.table is \"fixed\", but {} has no /actions/embedding; set policy.table = \"trained\" "
        "and policy.embedding to the columns it shall have",
        place_of(config, "policy.table"), log));
  throw ConfigError(
      fmt::format("{}policy.embedding is 0 (as many columns as the log's embeddings have), but {} has no "
                  "/actions/embedding; say how many columns the trained table shall have",
                  place_of(config, "policy.embedding"), log));
}

std::uint64_t bank_samples(const Job& job, const RunConfig& config) {
  if (config.density.bank.empty()) return 0;
  return open_bank_file(job, config.density.bank).shape().samples;
}

Problem problem_of(const RunConfig& config, const LogShape& shape, std::uint64_t bank_samples) {
  columns_of_table(config, shape);
  Problem problem = describe(shape, {config.policy, config.objective, config.optimizer, config.run});
  problem.normaliser = config.normaliser.kind;
  if (config.density.on()) problem.seen = seen_size(config, shape, bank_samples);
  if (config.reward_model.on())
    problem.model = {.output_columns = shape.output > 0 ? shape.output : shape.embedding,
                     .folds = config.reward_model.folds,
                     .logged = shape.output > 0};
  return problem;
}

}  // namespace megabandit
