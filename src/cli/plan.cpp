#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <optional>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/at_least_one.hpp"
#include "cli/commands.hpp"
#include "cli/kinds_of_files.hpp"
#include "cli/memory_option.hpp"
#include "cli/plan_report.hpp"
#include "comm/agree.hpp"
#include "config/has_table.hpp"
#include "identify/run/compare_plan.hpp"
#include "plan/machine/calibrate.hpp"
#include "run/named_inputs.hpp"
#include "run/shared_config.hpp"
#include "train/layout/layout_choice.hpp"
#include "train/problem.hpp"

namespace megabandit {
namespace {

class PlanCommand final : public Command {
 public:
  std::string name() const override { return "plan"; }
  std::string summary() const override { return "What a run will cost on any number of ranks"; }

  void declare(CLI::App& app) override {
    app.add_option("RUN.toml", path_, "run file, as `megabandit train` or `megabandit compare` takes it")
        ->type_name("");
    app.add_option("--ranks", ranks_, "numbers of ranks to plan for, separated by commas")
        ->delimiter(',')
        ->check(CLI::Range(1, 1 << 20))
        ->type_name("N,N,...")
        ->capture_default_str();
    app.add_option("--threads", threads_, "threads of a rank; the same as --set run.threads=N")
        ->check(at_least_one())
        ->type_name("N");
    app.add_option("--set", sets_, "setting that overrides the file; may be repeated")
        ->type_name("table.key=value")
        ->allow_extra_args(false);
    app.add_option("--actions", actions_, "plan for so many actions instead of the log's")
        ->check(at_least_one())
        ->type_name("N");
    app.add_option("--rounds", rounds_,
                   "plan for so many rounds, contexts in proportion, instead of the log's")
        ->check(at_least_one())
        ->type_name("N");
    app.add_option("--memory", memory_,
                   "memory that a rank may use, as \"8 GiB\"; without it there is no limit")
        ->type_name("SIZE");
    app.add_option("--ceilings", ceilings_, "what the machine can do, from --calibrate")->type_name("FILE");
    const CLI::Option* calibrate =
        app.add_option(
               "--calibrate", calibrate_,
               "measure this machine (under mpirun its messages too) and write FILE, which then needs no "
               "--ceilings when it is left out")
            ->expected(0, 1)
            ->type_name("FILE");
    app.parse_complete_callback([this, calibrate] { calibrating_ = calibrate->count() > 0; });
    app.add_flag("--json", json_, "one JSON object");
  }

  Exit run(const Job& job) override {
    if (calibrating_) return measure(job);
    if (path_.empty())
      throw UsageError("plan which run? megabandit plan RUN.toml --ranks N, or first --calibrate");
    const ConfigText text = shared_config(job, path_);
    if (has_table(text, "judge") || has_table(text, "compare")) return plan_comparisons(job, text);
    const PlanReport report = plan(job, text);
    if (job.comm.rank() != 0) return Exit::done;
    std::cout << (json_ ? to_json(report).dump(2) + "\n" : text_of(report)) << std::flush;
    return Exit::done;
  }

 private:
  Exit measure(const Job& job) const {
    const Ceilings ceilings = calibrate(job);
    agree(job.comm, [&] {
      if (job.comm.rank() != 0) return;
      const std::filesystem::path path = calibrate_.empty() ? usual_ceilings_path() : calibrate_;
      save_ceilings(path, ceilings);
      std::cout << (json_ ? json_text_of(ceilings) : text_of(ceilings) + path.string() + " written\n")
                << std::flush;
    });
    return Exit::done;
  }

  Ceilings ceilings(const Job& job) const {
    if (ceilings_.empty()) return usual_ceilings(job.comm);
    Ceilings ceilings;
    agree(job.comm, [&] { ceilings = load_ceilings(ceilings_); });
    return ceilings;
  }

  Exit plan_comparisons(const Job& job, const ConfigText& text) const {
    if (actions_ || rounds_ || threads_)
      throw UsageError(
          "--actions, --rounds and --threads are for plans of a training: a comparison has candidates");
    const Ceilings limits = ceilings(job);
    CompareProblem problem;
    std::vector<ComparePlan> plans;
    agree(job.comm, [&] {
      read_as("compare", text, [&] { problem = compare_problem(read_compare_config(text, sets_)); });
      for (const int ranks : ranks_) plans.push_back(plan_comparison(problem, ranks, limits));
    });
    if (job.comm.rank() != 0) return Exit::done;
    std::cout << (json_ ? to_json(problem, plans).dump(2) + "\n" : text_of(problem, plans)) << std::flush;
    return Exit::done;
  }

  PlanReport plan(const Job& job, const ConfigText& text) {
    if (threads_) sets_.push_back(fmt::format("run.threads={}", *threads_));
    RunConfig config;
    agree(job.comm, [&] { read_as("train", text, [&] { config = read_run_config(text, sets_); }); });
    const LogShape shape =
        naming_inputs(config.resolved, [&] { return resized(choose_log(job, config).shape); });
    const std::uint64_t samples = naming_inputs(config.resolved, [&] { return bank_samples(job, config); });
    PlanReport report{.problem = {}, .ceilings = ceilings(job), .limits = {}, .plans = {}};
    agree(job.comm, [&] {
      report.problem = problem_of(config, shape, samples);
      report.limits = {.rank = memory_option(memory_).bytes, .shard = config.limits.memory.bytes};
      for (const int ranks : ranks_)
        report.plans.push_back(plan_run(
            report.problem, grid_as_asked(config, report.problem, ranks, report.ceilings, report.limits),
            report.ceilings, report.limits));
    });
    return report;
  }

  // The log as it would be with other numbers of actions and rounds.
  LogShape resized(LogShape shape) const {
    if (actions_) shape.actions = *actions_;
    if (!rounds_) return shape;
    const double factor =
        static_cast<double>(*rounds_) / static_cast<double>(std::max<std::uint64_t>(1, shape.rounds));
    const auto scaled = [factor](std::uint64_t count) -> std::uint64_t {
      if (count == 0) return 0;
      return static_cast<std::uint64_t>(std::llround(std::max(1.0, factor * static_cast<double>(count))));
    };
    shape.rounds = *rounds_;
    shape.rewarded = scaled(shape.rewarded);
    shape.contexts = scaled(shape.contexts);
    return shape;
  }

  std::filesystem::path path_, ceilings_, calibrate_;
  std::string memory_;
  std::vector<int> ranks_ = {1};
  std::vector<std::string> sets_;
  std::optional<std::uint64_t> threads_, actions_, rounds_;
  bool calibrating_ = false, json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_plan() { return std::make_unique<PlanCommand>(); }

}  // namespace megabandit
