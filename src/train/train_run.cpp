#include "train/train_run.hpp"

#include <chrono>
#include <iostream>

#include <fmt/format.h>

#include "base/stop_signal.hpp"
#include "comm/agree.hpp"
#include "run/checkpoint.hpp"
#include "run/loop.hpp"
#include "run/narrator.hpp"
#include "run/resume.hpp"
#include "run/run_directory.hpp"
#include "train/layout/own_parameters.hpp"
#include "train/setup.hpp"
#include "train/watch/health.hpp"

namespace megabandit {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Started started(const Job& job, const RunConfig& config, const TrainOptions& options, const Setup& setup) {
  const LogShape& shape = setup.shard->shape();
  return {.command = "train",
          .arguments = options.arguments,
          .places = job.places,
          .threads = config.run.threads,
          .layout = layout_name(setup.layout->grid()),
          .outputs = setup.outputs.summary,
          .reward_model = setup.reward_model.summary,
          .kernel = setup.kernel->name(),
          .seed = config.run.seed,
          .config = config.resolved,
          .log = LogFacts{.path = config.log.path,
                          .split = config.log.split,
                          .rounds = shape.rounds,
                          .contexts = shape.contexts,
                          .actions = shape.actions,
                          .features = shape.features,
                          .fingerprint = shape.fingerprint},
          .steps = setup.steps};
}

// All that decides the result, by name: a checkpoint of a run with another value is of no use.
std::map<std::string, std::string> identity(const RunConfig& config, const Setup& setup) {
  std::map<std::string, std::string> names{
      {"log (fingerprint)", fmt::format("{:016x}", setup.shard->shape().fingerprint)},
      {"policy (parameters)", fmt::format("{}", setup.saved.policy.parameter_count())}};
  for (const ResolvedSetting& setting : config.resolved.settings())
    if (!setting.operational && !setting.idle)
      names[setting.name()] = format_value(setting.kind, setting.value);
  return names;
}

/// One run, from its setup to its end.
class TrainRun {
 public:
  TrainRun(const Job& job, const RunConfig& config, const TrainOptions& options)
      : job_(job),
        config_(config),
        options_(options),
        setup_(make_setup(job, config)),
        directory_(RunDirectory::open(job, config.output.dir, options.resume)),
        narrator_(job, directory_, options.audience),
        identity_(identity(config, setup_)),
        part_(own_parameters(setup_.saved.policy, *setup_.layout)),
        learner_(*setup_.shard, setup_.saved.policy, *setup_.objective, *setup_.optimizer, *setup_.kernel,
                 setup_.learner, [this](const StepDone& done) { tell(done); }) {}

  Exit run() {
    const bool ended_before = resume();
    Started start = started(job_, config_, options_, setup_);
    start.resumed_step = state_.step;
    narrator_.announce(start);
    if (const auto warning = judge_places(job_.places, setup_.learner.threads)) narrator_.announce(*warning);
    if (const auto warning = judge_certificate(config_.optimizer, setup_.concave, setup_.learner.l2))
      narrator_.announce(*warning);
    for (const Doubt& doubt : setup_.outputs.doubts)
      narrator_.announce(Warning{.step = 0, .name = doubt.name, .text = doubt.text});
    if (!setup_.reward_model.doubt.empty())
      narrator_.announce(Warning{0, "model of rewards", setup_.reward_model.doubt});
    if (const auto warning = judge_precision(config_.optimizer, config_.run.precision))
      narrator_.announce(*warning);
    if (const auto warning = judge_normaliser(setup_.normaliser.get(), *setup_.objective))
      narrator_.announce(*warning);
    const LoopEnd end = ended_before ? LoopEnd{finished_}
                                     : run_loop({job_.comm, setup_.layout->replicas()}, learner_,
                                                config_.run.reduction, state_, hooks());
    return finish(end);
  }

 private:
  // Goes on from the newest checkpoint. Returns whether that run had come to its end.
  bool resume() {
    const auto checkpoint =
        read_for_resume(job_, directory_, {options_.resume, options_.resume_from}, identity_, part_);
    if (!checkpoint) return false;
    state_ = checkpoint->loop;
    learner_.load(checkpoint->learner);
    finished_ = checkpoint->finished;
    return !finished_.empty();
  }

  LoopHooks hooks() {
    return {.before_step = [this] { narrator_.rethrow(); },
            .stop_requested = stop_requested,
            .checkpoint = [this](const LoopState& state,
                                 const std::string& finished) { checkpoint(state, finished); },
            .plan = {config_.output.checkpoint, static_cast<std::uint64_t>(config_.output.checkpoint_steps)}};
  }

  void tell(StepDone done) {
    done.seconds = seconds_since(begin_);
    narrator_.mention(done);
    gap_ = done.gap;
    if (auto warning = learner_.warning()) narrator_.mention(*warning);
  }

  void checkpoint(const LoopState& state, const std::string& finished) {
    const auto start = Clock::now();
    const CheckpointStore store(directory_.checkpoints(), static_cast<std::uint64_t>(config_.output.keep),
                                part_);
    const auto path = store.write(job_, {state, learner_.save(), finished, identity_});
    narrator_.announce(CheckpointWritten{state.step, path, seconds_since(start)});
  }

  Exit finish(const LoopEnd& end) {
    const Exit exit = end.finished.empty() ? Exit::stopped : Exit::done;
    if (exit == Exit::done) save_policy(job_, directory_.policy(), setup_.saved, setup_.layout->replicas());
    const std::string reason =
        exit == Exit::stopped ? "asked to stop; the same command goes on from the checkpoint"
        : finished_.empty()   ? end.finished
                              : "nothing was left to do, the run had ended before: " + finished_;
    narrator_.announce(Stopped{state_.step, reason, exit, seconds_since(begin_),
                               exit == Exit::done ? directory_.policy() : std::filesystem::path(), gap_});
    return exit;
  }

  const Job& job_;
  const RunConfig& config_;
  const TrainOptions& options_;
  Clock::time_point begin_ = Clock::now();
  Setup setup_;
  RunDirectory directory_;
  Narrator narrator_;
  std::map<std::string, std::string> identity_;
  ArrayPart part_;
  PolicyLearner learner_;
  LoopState state_;
  double gap_ = undefined;  // of the last step
  std::string finished_;    // why the run that is resumed had ended; empty: it had not
};

}  // namespace

Exit train(const Job& job, const RunConfig& config, const TrainOptions& options) {
  return TrainRun(job, config, options).run();
}

Exit rehearse(const Job& job, const RunConfig& config) {
  const Setup setup = make_setup(job, config);
  agree(job.comm, [&] {
    if (job.comm.rank() != 0) return;
    for_people().on(started(job, config, {}, setup));
    std::cerr << fmt::format(
        "dry run: {} parameters, {} blocks of {} contexts, {} steps; nothing was trained or written\n",
        setup.saved.policy.parameter_count(), setup.shard->plan().blocks(),
        setup.shard->plan().contexts_per_block, setup.steps);
  });
  return Exit::done;
}

}  // namespace megabandit
