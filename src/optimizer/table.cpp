#include "optimizer/table.hpp"

#include "base/error.hpp"
#include "config/schema.hpp"
#include "optimizer/kinds/kinds.hpp"

namespace megabandit {

const std::vector<OptimizerKind>& optimizer_kinds() {
  static const std::vector<OptimizerKind> kinds{optimizers::lbfgs(), optimizers::newton_cg(),
                                                optimizers::sgd(), optimizers::adam()};
  return kinds;
}

Asks asks_of(const OptimizerSettings& settings) {
  return chosen("optimizer", optimizer_kinds(), settings.kind).asks;
}

void declare(Schema& schema, OptimizerSettings& optimizer) {
  SchemaTable table = schema.table("optimizer", "How it is maximised.");
  table.choice("kind", optimizer.kind, choices_of(optimizer_kinds()), optimizer.parameters, "the method");
  std::vector<std::pair<std::string, Schedule>> schedules;
  for (const std::string& name : schedule_names()) schedules.emplace_back(name, schedule_named(name));
  table
      .choice<Schedule>("schedule", optimizer.schedule, std::move(schedules),
                        "how the learning rate changes over the run")
      .used_when("kind", {"sgd", "adam"});
  table.setting("epochs", optimizer.epochs, "how often the log is gone through")
      .at_least(1)
      .used_when("kind", {"sgd", "adam"});
  table
      .setting("passes", optimizer.passes,
               "how often the whole log is gone through at most, for an evaluation or (newton-cg) a product")
      .at_least(1)
      .used_when("kind", {"lbfgs", "newton-cg"});
}

std::unique_ptr<Optimizer> make_optimizer(const OptimizerSettings& settings) {
  const OptimizerKind& kind = chosen("optimizer", optimizer_kinds(), settings.kind);
  OptimizerSettings all = settings;
  all.parameters = complete("optimizer", kind.choice, settings.parameters);
  if (settings.steps == 0)
    throw ConfigError(
        "a run of 0 optimizer steps learns nothing: go through the log at least once (optimizer.passes, "
        "optimizer.epochs)");
  return kind.make(all);
}

Advice Optimizer::take_fall(const Fall&, Vector&) {
  throw InternalError(name() + " was given a product that it did not ask for");
}

std::optional<double> certified_gap(double squared_norm, double strong_concavity) {
  if (!(strong_concavity > 0)) return std::nullopt;
  return squared_norm / (2 * strong_concavity);
}

}  // namespace megabandit
