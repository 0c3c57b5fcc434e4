#include <algorithm>
#include <cstdio>
#include <functional>
#include <optional>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/at_least_one.hpp"
#include "cli/commands.hpp"
#include "cli/memory_option.hpp"
#include "comm/agree.hpp"
#include "estimator/table.hpp"
#include "outputs/make_seen.hpp"
#include "policy/policy_file.hpp"
#include "reward/make_reward_model.hpp"
#include "run/loop.hpp"
#include "train/evaluation.hpp"

namespace megabandit {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kOnPolicy = "on_policy";

// "cips" or "cips:tau=0.05" or "cips:tau=0.05:other=1".
EstimatorSettings parse_estimator(const std::string& text) {
  std::istringstream in(text);
  EstimatorSettings settings;
  std::getline(in, settings.kind, ':');
  for (std::string argument; std::getline(in, argument, ':');) {
    const auto equals = argument.find('=');
    std::size_t used = 0;
    try {
      settings.parameters[argument.substr(0, equals)] = std::stod(argument.substr(equals + 1), &used);
    } catch (const std::exception&) {
      used = 0;
    }
    if (equals == std::string::npos || used + equals + 1 != argument.size())
      throw UsageError(fmt::format("--estimators: '{}' in '{}' is not parameter=number, as in cips:tau=0.05",
                                   argument, text));
  }
  return settings;
}

// What is wrong with a word of the command line is wrong usage, not a faulty configuration.
EstimatorSettings chosen_estimator(const std::string& text) {
  const EstimatorSettings settings = parse_estimator(text);
  try {
    return with_defaults(settings);
  } catch (const ConfigError& error) {
    throw UsageError(fmt::format("--estimators {}: {}", text, error.what()));
  }
}

std::vector<std::string> estimator_names() {
  std::vector<std::string> names;
  for (const EstimatorKind& kind : estimator_kinds()) names.push_back(kind.choice.name);
  return names;
}

Json to_json(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

Json to_json(const EstimatorSettings& asked, const Estimate& estimate) {
  return {{"estimator", asked.kind},          {"parameters", Json(asked.parameters)},
          {"value", estimate.value},          {"lower", estimate.lower},
          {"upper", estimate.upper},          {"ess", estimate.ess},
          {"weight_max", estimate.weight_max}};
}

// Without a truth every value is null.
void add_truth(const std::optional<TrueReport>& truth, Json& object) {
  const auto add = [&](const char* name, const std::function<std::optional<double>(const TrueReport&)>& of) {
    object[name] = truth ? to_json(of(*truth)) : Json(nullptr);
  };
  add("true_value", [](const TrueReport& t) { return t.value; });
  add("true_value_greedy", [](const TrueReport& t) { return t.greedy; });
  add("uniform_value", [](const TrueReport& t) { return t.uniform; });
  add("best_value", [](const TrueReport& t) { return t.best; });
  add("optimality", [](const TrueReport& t) { return t.optimality(t.value); });
  add("optimality_greedy", [](const TrueReport& t) { return t.optimality(t.greedy); });
}

// As --estimators takes it: the same kind may be there with several parameters.
std::string label(const EstimatorSettings& asked) {
  std::string text = asked.kind;
  for (const auto& [name, value] : asked.parameters) text += fmt::format(":{}={}", name, value);
  return text;
}

class Evaluate final : public Command {
 public:
  std::string name() const override { return "evaluate"; }
  std::string summary() const override { return "Estimate the value of a policy on a log"; }

  void declare(CLI::App& app) override {
    app.add_option("--log", log_, "log to evaluate on")->required()->type_name("LOG.h5");
    app.add_option("--policy", policy_, "run directory or policy file")->required()->type_name("DIR|FILE");
    app.add_option("--split", split_,
                   "split of the log; by default test, or all rounds of a log without splits")
        ->type_name("NAME");
    app.add_option("--estimators", estimators_,
                   fmt::format("comma-separated, of {}; parameters after a colon, as in cips:tau=0.05 "
                               "(docs/objectives.md)",
                               fmt::join(estimator_names(), ", ")))
        ->type_name("LIST")
        ->delimiter(',')
        ->capture_default_str();
    app.add_option(
           "--set", sets_,
           "a setting of table [density] of run files, as in density.kernel=gaussian: weights are those of "
           "what users saw, not of actions; or of [reward_model], as in reward_model.kind=linear: what a "
           "model "
           "of the reward says too (docs/objectives.md)")
        ->type_name("TABLE.KEY=VALUE")
        ->allow_extra_args(false);
    app.add_option("--threads", threads_, "threads of a rank")->check(at_least_one())->capture_default_str();
    app.add_option("--memory", memory_,
                   "memory a rank may use for its rounds, as in \"2 GiB\"; without: no limit")
        ->type_name("SIZE");
    app.add_flag("--json", json_, "one JSON object on standard output");
  }

  Exit run(const Job& job) override {
    std::vector<std::unique_ptr<Estimator>> estimators;
    ByteSize memory;
    agree(job.comm, [&] {
      read_settings();
      for (const auto& text : estimators_) asked_.push_back(chosen_estimator(text));
      ask_the_model();
      for (const auto& settings : asked_) estimators.push_back(make_estimator(settings));
      estimators.push_back(make_estimator({.kind = kOnPolicy, .parameters = {}}));
      memory = memory_option(memory_);
    });
    const SavedPolicy saved = load_policy(job, policy_);
    const auto shard =
        open_shard(job, {.path = log_,
                         .split = split_ ? *split_ : default_split(job, log_, "test"),
                         .memory = memory.bytes,
                         .outputs = density_.on() || reward_model_.on() ? Outputs::read : Outputs::skip});
    agree(job.comm, [&] { check_fit(saved.policy, shard->shape()); });
    const auto truth = make_true_values(job, log_, shard->shape(), saved.policy.catalogue());
    const SoftmaxKernel& kernel = common_kernel(job.comm);
    MadeSeen outputs;
    if (density_.on())
      outputs = make_seen(job, density_,
                          {.log = log_,
                           .shard = *shard,
                           .log_ranks = job.comm,
                           .policy = saved.policy,
                           .kernel = kernel,
                           .use = PivotUse::in_turn,
                           .threads = threads_});
    MadeRewardModel rewards;
    if (reward_model_.on())
      rewards = make_reward_model(job, reward_model_,
                                  {.log = log_,
                                   .shard = *shard,
                                   .catalogue = saved.policy.catalogue(),
                                   .replicas = job.comm,
                                   .bank = density_.bank,
                                   .threads = threads_});
    PolicyEvaluation evaluation(
        *shard, {.policy = saved.policy, .kernel = kernel, .threads = threads_, .seen = outputs.seen.get()},
        estimators, truth.get(), rewards.model.get());
    LoopState state;
    run_loop(job.comm, evaluation, Reduction::reproducible, state, {});
    if (job.comm.rank() == 0) print(evaluation.report(), means_of(outputs, rewards));
    return Exit::done;
  }

 private:
  /// What the estimates were made with, for people; empty: nothing.
  struct Means {
    std::string outputs;       ///< what users saw is seen through; else weights are those of actions
    std::string reward_model;  ///< its size, and what it explains
    std::vector<Doubt> doubts;
  };

  static Means means_of(const MadeSeen& seen, const MadeRewardModel& rewards) {
    Means means{seen.summary, rewards.summary, seen.doubts};
    if (!rewards.doubt.empty()) means.doubts.push_back({"model of rewards", rewards.doubt});
    return means;
  }

  // Who wants a model of the reward wants to know what it says.
  void ask_the_model() {
    const auto is_there = [this](const std::string& kind) {
      return std::ranges::any_of(asked_, [&](const EstimatorSettings& asked) { return asked.kind == kind; });
    };
    for (const EstimatorKind& kind : estimator_kinds()) {
      const std::string& name = kind.choice.name;
      if (!make_estimator({.kind = name, .parameters = {}})->needs_model()) continue;
      if (!reward_model_.on() && is_there(name))
        throw UsageError(fmt::format(
            "--estimators {}: needs a model of the reward: give --set reward_model.kind=linear", name));
      if (reward_model_.on() && !is_there(name)) asked_.push_back({.kind = name, .parameters = {}});
    }
  }

  void read_settings() {
    Schema schema;
    megabandit::declare(schema, density_);
    megabandit::declare(schema, reward_model_);
    for (const std::string& set : sets_)
      if (!set.starts_with("density.") && !set.starts_with("reward_model."))
        throw UsageError(fmt::format(
            "--set {}: only settings of tables [density] and [reward_model] mean anything here", set));
    const Resolved resolved = schema.read({.path = "--set", .text = ""}, sets_);
    if (density_.on()) require_consistent(density_, resolved);
  }

  void check_fit(const Policy& policy, const LogShape& shape) const {
    if (policy.shape().actions == shape.actions && policy.shape().tower.features == shape.features) return;
    throw DataError(fmt::format(
        "{}: the policy has {} actions and contexts of {} features, the log {} has {} and {}: it was "
        "learned on another kind of log",
        policy_, policy.shape().actions, policy.shape().tower.features, log_, shape.actions, shape.features));
  }

  void print(const EvaluationReport& report, const Means& means) const {
    for (const Doubt& doubt : means.doubts) fmt::print(stderr, "warning: {}: {}\n", doubt.name, doubt.text);
    const Estimate& logged = report.estimates.back();  // the one that run() added
    if (json_) {
      Json estimates = Json::array();
      for (std::size_t i = 0; i < asked_.size(); ++i)
        estimates.push_back(to_json(asked_[i], report.estimates[i]));
      Json object = {{"rounds", static_cast<std::uint64_t>(report.rounds)},
                     {"estimates", estimates},
                     {"on_policy", logged.value},
                     {"unsupported", static_cast<std::uint64_t>(report.unsupported)},
                     {"on_policy_lower", logged.lower},
                     {"on_policy_upper", logged.upper}};
      if (!means.outputs.empty()) object["outputs"] = means.outputs;
      if (!means.reward_model.empty()) object["reward_model"] = means.reward_model;
      add_truth(report.truth, object);
      fmt::print("{}\n", object.dump());
      return;
    }
    fmt::print("{:<30}{:>12}  {:<26}{:>12}{:>14}\n", "estimator", "value", "95 % interval", "ess",
               "weight max");
    for (std::size_t i = 0; i < asked_.size(); ++i) print_row(label(asked_[i]), report.estimates[i]);
    if (!means.outputs.empty()) fmt::print("{:<30}{}\n", "outputs seen through", means.outputs);
    if (!means.reward_model.empty()) fmt::print("{:<30}{}\n", "reward model", means.reward_model);
    fmt::print("{:<30}{:>12.6f}  [{:.6f}, {:.6f}]   mean reward of {:.0f} logged rounds\n", "logging policy",
               logged.value, logged.lower, logged.upper, report.rounds);
    if (report.unsupported > 0)
      fmt::print("{:.0f} rounds count as 0: the logging policy makes nothing like what was seen there\n",
                 report.unsupported);
    if (report.truth) print_truth(*report.truth);
  }

  static void print_truth(const TrueReport& truth) {
    const auto row = [](const char* name, double value, const std::string& note) {
      fmt::print("{:<30}{:>12.6f}  {}\n", name, value, note);
    };
    row("true value", truth.value, "the log carries its truth");
    row("true value, greedy", truth.greedy, "always the policy's best action");
    row("true value, uniform", truth.uniform, "each action as often as any other");
    row("true value, best", truth.best, "always the truly best action");
    if (const auto optimality = truth.optimality(truth.value))
      row("optimality", *optimality,
          fmt::format("0 is uniform, 1 is best; greedy {:.6f}", *truth.optimality(truth.greedy)));
  }

  static void print_row(const std::string& name, const Estimate& e) {
    fmt::print("{:<30}{:>12.6f}  {:<26}{:>12.1f}{:>14.4g}\n", name, e.value,
               fmt::format("[{:.6f}, {:.6f}]", e.lower, e.upper), e.ess, e.weight_max);
  }

  std::string log_, policy_, memory_;
  std::vector<std::string> sets_;
  DensitySettings density_;
  RewardModelSettings reward_model_;
  std::optional<std::string> split_;
  std::vector<std::string> estimators_ = {"ips", "snips", "cips"};
  std::vector<EstimatorSettings> asked_;  ///< `estimators_`, read
  std::size_t threads_ = 1;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_evaluate() { return std::make_unique<Evaluate>(); }

}  // namespace megabandit
