#include "train/start_policy.hpp"

#include <optional>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "train/problem.hpp"

namespace megabandit {
namespace {

PolicyShape shape_of(const RunConfig& config, const LogShape& shape) {
  PolicyShape policy{.tower = {.kind = config.policy.tower,
                               .features = shape.features,
                               .columns = columns_of_table(config, shape),
                               .hidden = {config.policy.hidden.begin(), config.policy.hidden.end()}},
                     .table = config.policy.table,
                     .temperature = config.policy.temperature,
                     .actions = shape.actions};
  if (policy.tower.kind != TowerKind::mlp) policy.tower.hidden.clear();
  return policy;
}

enum class FirstTable { embeddings, outputs, random };

// The embeddings are a better start for a trained table than random numbers.
FirstTable first_table(const PolicySettings& policy, const LogShape& shape, std::uint64_t columns) {
  if (policy.table == TableKind::fixed && policy.vectors == FixedVectors::output) return FirstTable::outputs;
  return columns == shape.embedding ? FirstTable::embeddings : FirstTable::random;
}

}  // namespace

SavedPolicy start_policy(const Job& job, const RunConfig& config, const LogShape& shape,
                         Communicator* actions) {
  const ActionRange own = own_actions(shape.actions, actions);
  PolicyShape policy_shape;
  agree(job.comm, [&] { policy_shape = shape_of(config, shape); });
  const FirstTable first = first_table(config.policy, shape, policy_shape.tower.columns);
  const Range rows{own.first, own.last};
  ActionColumns columns =
      read_some_actions(job, config.log.path, first == FirstTable::embeddings ? rows : Range{});
  RowMatrix<float> table = std::move(columns.embedding);
  if (first == FirstTable::outputs) table = read_action_outputs(job, config.log.path, rows);
  std::optional<Policy> policy;
  agree(job.comm, [&] {
    if (first == FirstTable::random)
      table = random_table(own, policy_shape.tower.columns, config.run.seed, config.policy.init_scale);
  });
  agree_on_parts(job.comm, [&] {
    policy.emplace(policy_shape, TablePart{std::move(table), own.first, actions});
    policy->initialise_tower(config.run.seed, config.policy.init_scale);
    if (policy->parameter_count() == 0)
      throw ConfigError("policy.tower = \"identity\" with policy.table = \"fixed\" leaves nothing to learn");
  });
  return {std::move(*policy), shape.encoding, std::move(columns.name)};
}

}  // namespace megabandit
