#include "world/kinds/sentences.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "comm/agree.hpp"
#include "world/kinds/sentence_logger.hpp"
#include "world/random_matrix.hpp"

namespace megabandit {
namespace {

// Contexts of which a part is taken: a context's own, and those whose query part is a query.
constexpr std::uint64_t kOwn = 0, kOfQueries = 1;

const SentencesSettings& checked(const SentencesSettings& settings) {
  if (settings.world.confounders > 0)
    throw ConfigError(fmt::format(
        "sentences.confounders = {}: a log tells one noise for all coordinates of what users saw; "
        "set it to 0 (`megabandit sweep` knows confounded sentences)",
        settings.world.confounders));
  if (settings.bank_samples > 0 && settings.queries == 0)
    throw ConfigError(
        fmt::format("sentences.bank_samples = {}: a bank has outputs of queries that return; set "
                    "sentences.queries to their number",
                    settings.bank_samples));
  return settings;
}

/// What the logging policy takes for the map from contexts to directions: partly right, partly as wrong as
/// could be.
RowMatrix<double> guessed_directions(const SentencesSettings& settings, const SentenceWorld& world,
                                     std::uint64_t seed) {
  const Eigen::Index d = static_cast<Eigen::Index>(settings.world.dimensions), e = world.outputs().cols();
  const RowMatrix<double> right = world.directions(RowMatrix<float>::Identity(2 * d, 2 * d)).cast<double>();
  RowMatrix<double> wrong = normal_rows(seed, WorldDraw::guessed_direction, 0, 2 * d, e);
  wrong *= right.norm() / wrong.norm();
  const double quality = settings.quality;
  return settings.sharpness * (quality * right + std::sqrt(1 - quality * quality) * wrong);
}

/// Sums of one split: whole numbers, so that they add up alike on any number of ranks.
constexpr double kUnit = 0x1p32;

SentenceFigures figures_of(const SentenceSums& sums) {
  const auto mean = [](std::int64_t sum, std::int64_t count) {
    return count == 0 ? 0 : static_cast<double>(sum) / kUnit / static_cast<double>(count);
  };
  return {.contexts = narrow<std::uint64_t>(sums.contexts),
          .rounds = narrow<std::uint64_t>(sums.rounds),
          .mean_reward = mean(sums.reward, sums.rounds),
          .logging = mean(sums.logging, sums.contexts),
          .uniform = mean(sums.uniform, sums.contexts),
          .optimal = mean(sums.optimal, sums.contexts)};
}

std::string describe(const SentencesSettings& settings, std::uint64_t seed,
                     const std::array<SentenceFigures, 2>& figures) {
  nlohmann::ordered_json json{{"kind", "softmax"},
                              {"formula", "softmax over all actions of <x guess, output of the action>"},
                              {"actions", settings.world.actions},
                              {"quality", settings.quality},
                              {"sharpness", settings.sharpness},
                              {"seed", seed},
                              {"rounds_per_context", settings.rounds_per_context},
                              {"support", "full"}};
  for (const auto& [split, of] : {std::pair{"train", figures[0]}, std::pair{"test", figures[1]}}) {
    json["true_value"][split] = of.logging;
    json["uniform_value"][split] = of.uniform;
    json["optimal_value"][split] = of.optimal;
  }
  return json.dump();
}

}  // namespace

void declare(Schema& schema, SentencesSettings& sentences) {
  SchemaTable table = schema.table(
      "sentences",
      "What users see is a sentence, a vector made of a context, an action and noise; the reward depends on "
      "it alone. The logging policy is softmax of `sharpness` times a guess of the reward.");
  declare(table, sentences.world);
  table.setting("train", sentences.train, "contexts to learn from").at_least(1);
  table.setting("test", sentences.test, "contexts held out").at_least(0);
  table.setting("rounds_per_context", sentences.rounds_per_context, "how often each context is logged")
      .between(1, 1e6);
  table
      .setting(
          "quality", sentences.quality,
          "share of the right direction in what the logging policy takes for the reward; 0: none, 1: all")
      .between(0, 1);
  table.setting("sharpness", sentences.sharpness, "how sure it is; 0: uniform").at_least(0);
  table
      .setting("queries", sentences.queries,
               "contexts draw their query from so many; 0: each has one of its own")
      .between(0, 4294967295.0);
  table
      .setting("bank_samples", sentences.bank_samples,
               "sentences of each query and action in a bank beside the log, LOG.bank.h5; 0: no bank")
      .at_least(0);
}

double simulation_bytes(const SentencesSettings& sentences, int ranks) {
  const auto number = [](std::uint64_t count) { return static_cast<double>(count); };
  const SentenceWorldSettings& world = sentences.world;
  const double d = number(world.dimensions);
  const double e = world.output_dimensions == 0 ? d : number(world.output_dimensions);
  const double catalogue = number(world.actions) * (2 * (d + e) + (e + 1) + 3) * sizeof(float);
  const double contexts = number(sentences.train + sentences.test) / ranks;
  constexpr double kColumnsOfRound = 17, kOrderOfRound = 8;  // the log is sorted before it is written
  const double listed =
      world.reward == "sigmoid" ? number(world.actions) * (sizeof(ActionId) + sizeof(float)) : 0;
  return catalogue + contexts * ((2 * d + 3 * e + 1) * sizeof(float) + listed) +
         contexts * number(sentences.rounds_per_context) *
             (kColumnsOfRound + kOrderOfRound + e * sizeof(float));
}

SentenceSimulator::SentenceSimulator(const SentencesSettings& settings, std::uint64_t seed)
    : settings_(checked(settings)),
      seed_(seed),
      world_(settings.world, seed),
      guess_(guessed_directions(settings, world_, seed)) {}

std::uint32_t SentenceSimulator::query_of(std::uint64_t context) const {
  const DrawName name{seed_, Stream::world, static_cast<std::uint32_t>(WorldDraw::context_query), context};
  return static_cast<std::uint32_t>(below(name, settings_.queries));
}

RowMatrix<float> SentenceSimulator::query_contexts(std::uint64_t query) const {
  return world_.contexts(kOfQueries, query, 1);
}

RowMatrix<float> SentenceSimulator::contexts(const Range& range) const {
  RowMatrix<float> contexts = world_.contexts(kOwn, range.first, range.size());
  if (settings_.queries == 0) return contexts;
  const Eigen::Index d = contexts.cols() / 2;
  for (Eigen::Index i = 0; i < contexts.rows(); ++i)
    contexts.row(i).tail(d) =
        query_contexts(query_of(range.first + static_cast<std::uint64_t>(i))).row(0).tail(d);
  return contexts;
}

SentenceSimulation SentenceSimulator::simulate(Communicator& comm, const Part& part) const {
  const Range own = part.of(settings_.train + settings_.test);
  SentenceLogger logger(world_, settings_, guess_, seed_);
  agree(comm, [&] { logger.log(own, contexts(own)); });
  SentenceSimulation simulation{.log = {}, .figures = {}, .guess = guess_};
  for (std::size_t split = 0; split < simulation.figures.size(); ++split) {
    SentenceSums sums = logger.sums(split);
    static_assert(sizeof(sums) == 6 * sizeof(std::int64_t));
    comm.sum(std::span<std::int64_t>(&sums.contexts, 6));
    simulation.figures[split] = figures_of(sums);
  }
  simulation.log = std::move(logger).log_part();
  for (std::uint64_t context = own.first; settings_.queries > 0 && context < own.last; ++context)
    simulation.log.query.push_back(query_of(context));
  simulation.log.logging_policy = describe(settings_, seed_, simulation.figures);
  return simulation;
}

RowMatrix<float> SentenceSimulator::bank_outputs(std::uint64_t query) const {
  const RowMatrix<float> shift = world_.shifts(query_contexts(query));
  const auto samples = static_cast<Eigen::Index>(settings_.bank_samples);
  RowMatrix<float> outputs(world_.outputs().rows() * samples, shift.cols());
  DrawName name{seed_, Stream::world, static_cast<std::uint32_t>(WorldDraw::bank_noise)};
  for (Eigen::Index i = 0; i < outputs.rows(); ++i) {
    outputs.row(i) = shift.row(0) + world_.outputs().row(i / samples);
    name.index = query * static_cast<std::uint64_t>(outputs.rows()) + static_cast<std::uint64_t>(i);
    world_.add_noise(name, {outputs.row(i).data(), static_cast<std::size_t>(outputs.cols())});
  }
  return outputs;
}

}  // namespace megabandit
