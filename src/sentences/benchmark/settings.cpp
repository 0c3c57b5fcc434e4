#include "sentences/benchmark/settings.hpp"

#include <utility>

namespace megabandit {

void declare(Schema& schema, BenchmarkSettings& benchmark) {
  SchemaTable table = schema.table(
      "benchmark",
      "The log that methods learn from, and what is learned of it beforehand (runs of sentences).");
  table.setting("seed", benchmark.seed, "of the world, the log, the first parameters and the batches");
  table.setting("rounds", benchmark.rounds, "how many are logged").at_least(1);
  table
      .setting("logging_rounds", benchmark.logging_rounds,
               "rounds of uniform actions from which the logging policy is learned")
      .at_least(2);
  table
      .setting("logging_sharpness", benchmark.logging_sharpness,
               "the logging policy is softmax(sharpness * predicted reward)")
      .at_least(0);
  table
      .setting("evaluation_contexts", benchmark.evaluation_contexts,
               "fresh contexts over which values are exact means")
      .at_least(1);
  table
      .setting("model_steps", benchmark.model_steps,
               "batches of 32 rounds that a model of rewards learns from")
      .at_least(1);
  table.setting("model_rate", benchmark.model_rate, "learning rate of models of rewards and densities")
      .above(0);
  table
      .setting("density_steps", benchmark.density_steps,
               "batches of 32 rounds that a model of densities learns from")
      .at_least(1);
  table
      .setting("artefacts", benchmark.artefacts,
               "where learned models are kept for other runs with the same settings; empty: nowhere")
      .operational();
}

namespace {

void declare_kernel(SchemaTable& table, MethodSettings& method) {
  table.choice("kernel", method.kernel,
               {{"gaussian", KernelKind::gaussian}, {"uniform", KernelKind::uniform}},
               "how alike two sentences are");
  table
      .setting("bandwidth", method.bandwidth,
               "Euclidean width of the kernel (the paper's tau times 5; uniform: 15)")
      .above(0);
  table
      .setting("embedding_noise", method.embedding_noise,
               "sd of noise on both sentences whenever the kernel compares them (the paper: 1)")
      .at_least(0);
  table.choice("pivot", method.pivot,
               {{"centred", PivotKind::centred}, {"randomised", PivotKind::randomised}},
               "the logged sentence, or a point drawn around it from the kernel at each step");
}

void declare_density(SchemaTable& table, MethodSettings& method) {
  table.choice("density", method.density,
               {
                   {"exact", DensityKind::exact},
                   {"monte-carlo", DensityKind::monte_carlo},
                   {"learned", DensityKind::learned},
                   {"learned-log", DensityKind::learned_log},
               },
               "of the pivot under the logging policy: summed over all actions, the mean over drawn ones, a "
               "network as "
               "released, or a network of its logarithm");
  table.setting("density_draws", method.density_draws, "sentences of a Monte Carlo density").at_least(1);
}

void declare_weights(SchemaTable& table, MethodSettings& method) {
  table.choice("baseline", method.baseline, {{"none", Baseline::none}, {"mean", Baseline::mean}},
               "what is subtracted from rewards");
  table.setting("clip", method.clip, "largest weight of a round, or of a drawn action").above(0);
  table.setting("clusters", method.clusters, "of potec; at most half the actions are used").at_least(1);
  table.setting("sharpness", method.sharpness, "of dso-pwll: a round counts exp(sharpness * reward)")
      .at_least(0);
}

void declare_steps(SchemaTable& table, MethodSettings& method) {
  table.setting("steps", method.steps, "batches that the policy learns from").at_least(1);
  table.setting("batch", method.batch, "rounds of a step, drawn with replacement").at_least(1);
  table.setting("learning_rate", method.learning_rate, "of Adam").above(0);
  table.setting("hidden", method.hidden, "units between contexts and actions").at_least(1);
  table.setting("checkpoints", method.checkpoints, "steps after which the policy is evaluated too")
      .at_least(1);
}

}  // namespace

void declare(Schema& schema, MethodSettings& method, std::vector<std::string> names) {
  SchemaTable table = schema.table("method", "How a policy is learned from the log (runs of sentences).");
  table.choice("name", method.name, std::move(names), "the method");
  table.choice("sum", method.sum, {{"exact", Summation::exact}, {"sampled", Summation::sampled}},
               "over all actions, or one action drawn from the policy for each round (as released)");
  declare_kernel(table, method);
  declare_density(table, method);
  declare_weights(table, method);
  declare_steps(table, method);
}

}  // namespace megabandit
