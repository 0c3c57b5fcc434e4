#include "identify/compare_run.hpp"

#include <chrono>
#include <iostream>

#include <fmt/format.h>

#include "base/stop_signal.hpp"
#include "base/text_file.hpp"
#include "comm/agree.hpp"
#include "compare/sampling/table.hpp"
#include "compare/stopping/table.hpp"
#include "identify/comparison_learner.hpp"
#include "identify/progress_estimate.hpp"
#include "judge/table.hpp"
#include "run/checkpoint.hpp"
#include "run/loop.hpp"
#include "run/narrator.hpp"

namespace megabandit {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string promise_of(const CompareSettings& settings) {
  const StoppingRuleKind& stop = stopping_rule_kind(settings);
  return stop.promise == Promise::proved
             ? fmt::format("stop {}: wrong with probability at most {}, proved for any sampling",
                           stop.choice.name, settings.delta)
             : fmt::format("stop {}: a heuristic, which may be wrong more often than {}", stop.choice.name,
                           settings.delta);
}

Procedure procedure_of(const CompareConfig& config, const Judge& judge) {
  const std::uint64_t fewest = judge.candidates() - 1;
  if (config.compare.budget < fewest)
    throw ConfigError(
        fmt::format("`compare.budget` is {}, but of {} candidates each but the best must be "
                    "compared at least once; give at least {}",
                    config.compare.budget, judge.candidates(), fewest));
  return make_procedure(judge.candidates(), judge.features(), config.compare);
}

Started started(const Job& job, const CompareConfig& config, const CompareOptions& options,
                const Judge& judge) {
  Started event;
  event.command = "compare";
  event.arguments = options.arguments;
  event.places = job.places;
  event.seed = config.seed;
  event.config = config.resolved;
  event.judge = JudgeFacts{.kind = config.judge.kind,
                           .candidates = judge.candidates(),
                           .fingerprint = judge.fingerprint(),
                           .rules = fmt::format("rule {}; {}", sampling_rule_kind(config.compare).choice.name,
                                                promise_of(config.compare))};
  return event;
}

// All that decides how the run goes, by name. More budget or another delta only decide where it ends.
std::map<std::string, std::string> identity(const CompareConfig& config, const Judge& judge) {
  std::map<std::string, std::string> names{
      {"judge (fingerprint)", fmt::format("{:016x}", judge.fingerprint())}};
  for (const ResolvedSetting& setting : config.resolved.settings())
    if (!setting.operational && !setting.idle && setting.name() != "compare.budget" &&
        setting.name() != "compare.delta")
      names[setting.name()] = format_value(setting.kind, setting.value);
  return names;
}

// Answers that were paid for survive the run, whatever becomes of it.
JudgeSettings judge_of(const CompareConfig& config) {
  JudgeSettings judge = config.judge;
  if (judge.outside.answers.empty()) judge.outside.answers = config.output.dir / "answers";
  return judge;
}

/// One run, from its setup to its end.
class CompareRun {
 public:
  CompareRun(const Job& job, const CompareConfig& config, const CompareOptions& options)
      : job_(job),
        config_(config),
        options_(options),
        judge_(make_judge(job, judge_of(config), config.candidates, config.seed)),
        estimate_(config.compare),
        learner_(agreed_procedure(), config.compare, config.seed, *judge_,
                 [this](const ComparisonLearner&) { tell(); }),
        directory_(RunDirectory::open(job, config.output.dir, options.resume)),
        narrator_(job, directory_),
        identity_(identity(config, *judge_)) {}

  Compared run() {
    resume();
    Started start = started(job_, config_, options_, *judge_);
    start.resumed_step = state_.step;
    narrator_.announce(start);
    Ending end = learner_.begin();
    const bool nothing_to_do = !end.reason.empty();
    if (!nothing_to_do) end = played();
    if (nothing_to_do && state_.step > 0) end.reason = "nothing was left to do: " + end.reason;
    return finish(end);
  }

 private:
  Procedure agreed_procedure() {
    std::optional<Procedure> procedure;
    agree(job_.comm, [&] { procedure.emplace(procedure_of(config_, *judge_)); });
    return std::move(*procedure);
  }

  Ending played() {
    const LoopEnd end = run_loop(job_.comm, learner_, Reduction::reproducible, state_, hooks());
    return {end.finished, learner_.standing().status};
  }

  void resume() {
    if (options_.resume == Resume::never) return;
    const auto from = options_.resume_from.empty() ? directory_.checkpoints()
                                                   : RunDirectory(options_.resume_from).checkpoints();
    const auto checkpoint = CheckpointStore(from, 1).read_newest(job_, identity_);
    if (!checkpoint) {
      if (options_.resume_from.empty()) return;
      throw AgreedError(Exit::missing_input,
                        fmt::format("{}: there is no checkpoint to resume from; give the directory of a run "
                                    "that was stopped, or leave --resume out",
                                    from.string()),
                        0);
    }
    state_ = checkpoint->loop;
    learner_.load(checkpoint->learner);
  }

  LoopHooks hooks() {
    return {.before_step = [this] { narrator_.rethrow(); },
            .stop_requested = stop_requested,
            .checkpoint = [this](const LoopState& state,
                                 const std::string& finished) { checkpoint(state, finished); },
            .plan = {config_.output.checkpoint, static_cast<std::uint64_t>(config_.output.checkpoint_steps)}};
  }

  // On every rank, but only rank 0 has anyone to tell.
  void tell() {
    if (job_.comm.rank() != 0) return;
    WaveDone done = estimate_.wave_done(learner_, judge_->names());
    done.seconds = seconds_since(begin_);
    narrator_.mention(done);
  }

  void checkpoint(const LoopState& state, const std::string& finished) {
    const auto start = Clock::now();
    const CheckpointStore store(directory_.checkpoints(), static_cast<std::uint64_t>(config_.output.keep));
    const auto path = store.write(job_, {state, learner_.save(), finished, identity_});
    narrator_.announce(CheckpointWritten{state.step, path, seconds_since(start)});
  }

  Compared finish(const Ending& end) {
    Compared compared;
    compared.exit = end.reason.empty() ? Exit::stopped : Exit::done;
    compared.report = report(end);
    write(compared.report);
    const std::string reason =
        end.reason.empty() ? "asked to stop; the same command goes on from the checkpoint" : end.reason;
    narrator_.announce(
        Stopped{state_.step, reason, compared.exit, seconds_since(begin_), directory_.result(), undefined});
    return compared;
  }

  Report report(const Ending& end) const {
    return {.conclusion = conclude(learner_, end, config_.compare.delta),
            .names = judge_->names(),
            .target = std::get<std::string>(config_.resolved.at("compare.target").value),
            .rule = sampling_rule_kind(config_.compare).choice.name,
            .stop = stopping_rule_kind(config_.compare).choice.name,
            .promise = promise_of(config_.compare),
            .delta = config_.compare.delta};
  }

  void write(const Report& report) const {
    agree(job_.comm, [&] {
      if (job_.comm.rank() != 0) return;
      write_text(directory_.ranking(), ranking_csv(report));
      write_text(directory_.pairs(), pairs_csv(report, learner_.contest().counts()));
      write_text(directory_.result(), to_json(report).dump(2) + '\n');
    });
  }

  const Job& job_;
  const CompareConfig& config_;
  const CompareOptions& options_;
  Clock::time_point begin_ = Clock::now();
  std::unique_ptr<Judge> judge_;
  ProgressEstimate estimate_;
  ComparisonLearner learner_;
  RunDirectory directory_;
  Narrator narrator_;
  std::map<std::string, std::string> identity_;
  LoopState state_;
};

}  // namespace

Compared compare(const Job& job, const CompareConfig& config, const CompareOptions& options) {
  return CompareRun(job, config, options).run();
}

Exit rehearse(const Job& job, const CompareConfig& config) {
  const auto judge = make_judge(job, config.judge, config.candidates, config.seed);
  agree(job.comm, [&] {
    const Procedure procedure = procedure_of(config, *judge);
    if (job.comm.rank() != 0) return;
    for_people().on(started(job, config, {}, *judge));
    std::cerr << fmt::format("dry run: {} candidates, {} pairs; nothing was compared or written\n",
                             judge->candidates(), judge->candidates() * (judge->candidates() - 1) / 2);
  });
  return Exit::done;
}

}  // namespace megabandit
