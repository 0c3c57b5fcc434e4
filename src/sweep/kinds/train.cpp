// A policy is learned, on a log that is there or on that of a world made for it, and its value is estimated
// on the rounds that it was not learned from.

#include <algorithm>
#include <cmath>
#include <fstream>

#include <fmt/format.h>
#include <xxhash.h>
#include <nlohmann/json.hpp>

#include "comm/collect.hpp"
#include "estimator/table.hpp"
#include "log/write_log.hpp"
#include "policy/policy_file.hpp"
#include "run/loop.hpp"
#include "sweep/kinds/kinds.hpp"
#include "sweep/told_otherwise.hpp"
#include "train/evaluation.hpp"
#include "train/train_run.hpp"
#include "world/simulate.hpp"
#include "world/world.hpp"

namespace megabandit {
namespace {

constexpr std::string_view kWorld = "world.";

/// "world.seed" of the sweep is "world.seed" of the world file, "world.generator.actions" its
/// "generator.actions".
std::string world_set(const std::string& set) {
  const std::string rest = set.substr(kWorld.size());
  return rest.substr(0, rest.find('=')).find('.') == std::string::npos ? set : rest;
}

class TrainRunner final : public Runner {
 public:
  explicit TrainRunner(std::optional<ConfigText> world) : world_(std::move(world)) {}

  std::string name() const override { return "train"; }

  std::vector<std::string> seed_keys() const override {
    if (world_) return {"run.seed", "world.seed"};
    return {"run.seed"};
  }

  std::vector<std::string> path_keys() const override {
    RunConfig config;
    WorldSettings world;
    Schema run_file, world_file;
    declare(run_file, config);
    declare(world_file, world);
    std::vector<std::string> keys = megabandit::path_keys(run_file);
    for (const std::string& key : megabandit::path_keys(world_file))
      keys.push_back(fmt::format("{}{}", kWorld, key));
    return keys;
  }

  std::uint64_t check(const ConfigText& base, std::span<const std::string> sets) const override {
    const RunConfig config = read(base, sets, "world.h5");
    // Another log gives other numbers, and where it lies is all that is known of it here.
    const std::string log = world_ ? input(base, sets) : config.log.path.string();
    const std::string all = fmt::format("{:016x} {}", config.resolved.result_hash(), log);
    return XXH3_64bits(all.data(), all.size());
  }

  std::string input(const ConfigText&, std::span<const std::string> sets) const override {
    if (!world_) return {};
    WorldSettings world;
    return fmt::format("world-{:016x}.h5", read_world(world, sets).result_hash());
  }

  void make_input(const Job& job, const ConfigText&, std::span<const std::string> sets,
                  const std::filesystem::path& path) const override {
    WorldSettings world;
    Problem problem;
    agree(job.comm, [&] {
      read_world(world, sets);
      problem = make_problem(world, {job.comm.rank(), job.comm.size()});
    });
    Simulation simulation = simulate(job.comm, std::move(problem), world.logging, world.seed);
    simulation.log.created_by = "megabandit sweep";
    write_log(job, path, std::move(simulation.log));
  }

  RunNumbers run(const Job& job, const ConfigText& base, std::span<const std::string> sets,
                 const Place& place) const override {
    RunConfig config;
    agree(job.comm, [&] { config = read(base, sets, place.input.string()); });
    config.output.dir = place.directory;
    job.comm.set_patience(std::chrono::duration_cast<Patience>(config.limits.watchdog));
    if (train(job, config, {.resume_from = {}, .arguments = {}, .audience = Audience::files}) ==
        Exit::stopped)
      throw RunStopped();
    RunNumbers numbers = evaluated(job, config);
    numbers["steps"] = steps(job, RunDirectory(place.directory));
    return numbers;
  }

 private:
  Resolved read_world(WorldSettings& world, std::span<const std::string> sets) const {
    std::vector<std::string> own;
    for (const std::string& set : sets)
      if (set.starts_with(kWorld)) own.push_back(world_set(set));
    Schema schema;
    declare(schema, world);
    try {
      return schema.read(*world_, own);
    } catch (const ConfigError& error) {
      std::string fault = error.what();
      for (const std::string& set : sets)
        if (set.starts_with(kWorld))
          fault = told_otherwise(std::move(fault), "--set " + world_set(set), "--set " + set);
      throw ConfigError(fault);
    }
  }

  RunConfig read(const ConfigText& base, std::span<const std::string> sets, const std::string& log) const {
    std::vector<std::string> own;
    for (const std::string& set : sets)
      if (!world_ || !set.starts_with(kWorld)) own.push_back(set);
    if (world_) own.push_back("log.path=" + log);
    return read_run_config(base, own);
  }

  static RunNumbers evaluated(const Job& job, const RunConfig& config) {
    std::vector<std::unique_ptr<Estimator>> estimators;
    for (const char* kind : {"snips", "ips"})
      estimators.push_back(make_estimator({.kind = kind, .parameters = {}}));
    const SavedPolicy saved = load_policy(job, config.output.dir);
    const auto shard = open_shard(job, {.path = config.log.path,
                                        .split = default_split(job, config.log.path, "test"),
                                        .memory = config.limits.memory.bytes});
    const auto truth = make_true_values(job, config.log.path, shard->shape(), saved.policy.catalogue());
    PolicyEvaluation evaluation(
        *shard, {saved.policy, common_kernel(job.comm), static_cast<std::size_t>(config.run.threads)},
        estimators, truth.get());
    LoopState state;
    run_loop(job.comm, evaluation, Reduction::reproducible, state, {});
    return numbers_of(evaluation.report());
  }

  static RunNumbers numbers_of(const EvaluationReport& report) {
    const Estimate &snips = report.estimates[0], &ips = report.estimates[1];
    RunNumbers numbers{{"value", snips.value}, {"ips", ips.value}, {"ess", snips.ess}};
    if (!report.truth) return numbers;
    numbers["true_value"] = report.truth->value;
    numbers["true_value_greedy"] = report.truth->greedy;
    numbers["optimality"] = report.truth->optimality(report.truth->value).value_or(std::nan(""));
    return numbers;
  }

  /// Of all sessions, as the record of the run has it.
  static double steps(const Job& job, const RunDirectory& directory) {
    double steps = 0;
    agree(job.comm, [&] {
      if (job.comm.rank() != 0) return;
      std::ifstream in(directory.record());
      steps = nlohmann::json::parse(in).at("sessions").back().at("step").get<double>();
    });
    return broadcast_value(job.comm, steps, 0);
  }

  std::optional<ConfigText> world_;
};

}  // namespace

RunnerKind runners::train() {
  return {"train", true, [](const std::optional<ConfigText>& world) -> std::unique_ptr<Runner> {
            return std::make_unique<TrainRunner>(world);
          }};
}

}  // namespace megabandit
