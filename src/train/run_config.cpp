#include "train/run_config.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "policy/policy.hpp"

namespace megabandit {
namespace {

// Products with the Hessian are made of credits that do not depend on the policy and of scores that are
// linear.
void require_concave(const RunConfig& config) {
  const auto refuse = [&](const std::string& why, const std::string& remedy) {
    throw ConfigError(
        fmt::format("{}: `optimizer.kind` \"{}\" climbs concave objectives only, but {}; {}, or "
                    "set optimizer.kind to lbfgs or adam",
                    config.resolved.at("optimizer.kind").place, config.optimizer.kind, why, remedy));
  };
  const auto said = [&](const char* setting) {
    return fmt::format("({})", config.resolved.at(setting).place);
  };
  const std::string kind =
      fmt::format("`objective.kind` \"{}\" {}", config.objective.kind, said("objective.kind"));
  ObjectiveSettings strict = config.objective;
  strict.negative_rewards = NegativeRewards::refuse;
  if (!make_objective(strict)->concave())
    refuse(kind + " is not", "choose objective.kind lpi, clpi, regkl or bc");
  if (!make_objective(config.objective)->concave())
    refuse(fmt::format("{} is not where `objective.negative_rewards` {} allows them", kind,
                       said("objective.negative_rewards")),
           "shift the rewards so that none is below 0");
  if (!linear(config.policy.tower, config.policy.table))
    refuse(fmt::format("the scores of this policy are not linear in what is learned (policy.tower {}, "
                       "policy.table {})",
                       said("policy.tower"), said("policy.table")),
           "set policy.tower to \"linear\" and policy.table to \"fixed\", or policy.tower to \"identity\"");
  if (config.normaliser.kind != NormaliserSettings{}.kind)
    refuse(fmt::format("`normaliser.kind` \"{}\" {} gives no products with its Hessian",
                       config.normaliser.kind, said("normaliser.kind")),
           fmt::format("set normaliser.kind to \"{}\"", NormaliserSettings{}.kind));
}

void check_density(const RunConfig& config) {
  const auto refuse = [&](const char* setting, const std::string& why) {
    throw ConfigError(fmt::format("{}: `{}` {}", config.resolved.at(setting).place, setting, why));
  };
  require_consistent(config.density, config.resolved);
  const bool likelihood = !make_objective(config.objective)->weighs_by_policy();
  if (likelihood && config.density.mode == SeenMode::policy)
    refuse(
        "density.mode",
        fmt::format("\"policy\" draws from the policy that is learned, but the objective `{}` asks the one "
                    "that logged: take an estimate of the value, such as objective.kind = \"tis\"",
                    config.objective.kind));
  if (likelihood && config.density.estimate != DensityEstimate::exact)
    refuse("density.estimate",
           fmt::format("must be \"exact\" with the objective `{}`, whose posterior of the policy that logged "
                       "brings the density",
                       config.objective.kind));
  const bool sampled = config.density.mode == SeenMode::sampled;
  if (!sampled && config.density.mode != SeenMode::policy) return;
  if (sampled && config.policy.table == TableKind::trained)
    refuse("density.mode",
           "\"sampled\" needs policy.table = \"fixed\": a trained table's gradient touches all rows");
  const std::string mode = sampled ? "\"sampled\"" : "\"policy\"";
  if (config.normaliser.kind != NormaliserSettings{}.kind)
    refuse("density.mode",
           mode + (sampled ? " brings its own partition function" : " draws by exact probabilities") +
               ": set normaliser.kind to \"exact\"");
  if (asks_of(config.optimizer) != Asks::gradients)
    refuse("density.mode", mode + " draws anew in every epoch: set optimizer.kind to sgd or adam");
}

void check_reward_model(const RunConfig& config) {
  const auto refuse = [&](const char* setting, const std::string& why) {
    throw ConfigError(fmt::format("{}: `{}` {}", config.resolved.at(setting).place, setting, why));
  };
  const auto objective = make_objective(config.objective);
  const std::string kind = fmt::format("`objective.kind` \"{}\" ({})", config.objective.kind,
                                       config.resolved.at("objective.kind").place);
  if (objective->needs_model() != config.reward_model.on())
    refuse("reward_model.kind",
           objective->needs_model()
               ? fmt::format("is \"none\", but {} needs a model of the reward: set it to \"linear\"", kind)
               : fmt::format("is set, but {} looks at no model of the reward: set it to \"none\", or "
                             "objective.kind to dr or dm",
                             kind));
  if (!objective->needs_model()) return;
  if (config.normaliser.kind != NormaliserSettings{}.kind)
    refuse("normaliser.kind",
           fmt::format("\"{}\" cannot average a model of the reward over all actions, which "
                       "{} needs: set it to \"{}\"",
                       config.normaliser.kind, kind, NormaliserSettings{}.kind));
  if (!config.density.on()) return;
  if (!objective->weighs_rounds())
    refuse("density.kernel", fmt::format("weighs rounds by what was seen, but {} weighs none: set it to "
                                         "\"none\", or objective.kind to dr",
                                         kind));
  if (config.density.mode == SeenMode::sampled)
    refuse("density.mode", fmt::format("\"sampled\" sums over some actions, but {} averages a model of the "
                                       "reward over all: set it to \"exact\" or \"sparse\"",
                                       kind));
}

/// What no setting can know of itself.
void check_together(const RunConfig& config) {
  if (asks_of(config.optimizer) == Asks::products) require_concave(config);
  if (asks_of(config.optimizer) != Asks::gradients && config.run.batch_rounds != 0) {
    const ResolvedSetting& batch = config.resolved.at("run.batch_rounds");
    const ResolvedSetting& kind = config.resolved.at("optimizer.kind");
    throw ConfigError(
        fmt::format("{}: `run.batch_rounds` is {}, but `optimizer.kind` \"{}\" ({}) needs the whole log at "
                    "every evaluation; set run.batch_rounds to 0, or optimizer.kind to sgd or adam",
                    batch.place, config.run.batch_rounds, config.optimizer.kind, kind.place));
  }
  if (config.normaliser.kind != NormaliserSettings{}.kind && config.policy.table == TableKind::trained)
    throw ConfigError(fmt::format(
        "{}: `normaliser.kind` is \"{}\", but `policy.table` is \"trained\" ({}): an approximate normaliser "
        "is made for vectors that stay as they are; set policy.table to \"fixed\", or normaliser.kind to "
        "\"{}\"",
        config.resolved.at("normaliser.kind").place, config.normaliser.kind,
        config.resolved.at("policy.table").place, NormaliserSettings{}.kind));
  if (config.density.on()) check_density(config);
  check_reward_model(config);
}

}  // namespace

void declare(Schema& schema, RunConfig& config) {
  declare(schema, config.log);
  declare(schema, config.policy);
  declare(schema, config.objective);
  declare(schema, config.optimizer);
  declare(schema, config.density);
  declare(schema, config.reward_model);
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
