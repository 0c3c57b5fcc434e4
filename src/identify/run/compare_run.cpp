#include "identify/run/compare_run.hpp"

#include <chrono>
#include <iostream>

#include <fmt/format.h>

#include "base/narrow.hpp"
#include "base/stop_signal.hpp"
#include "base/text_file.hpp"
#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "identify/course.hpp"
#include "identify/run/run_identity.hpp"
#include "judge/table.hpp"
#include "run/checkpoint.hpp"
#include "run/loop.hpp"
#include "run/narrator.hpp"
#include "run/resume.hpp"

namespace megabandit {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Started started(const Job& job, const CompareConfig& config, const CompareOptions& options,
                const Judge& judge, const RulesUsed& rules) {
  Started event;
  event.command = "compare";
  event.arguments = options.arguments;
  event.places = job.places;
  event.seed = config.seed;
  event.config = config.resolved;
  event.judge = JudgeFacts{.kind = config.judge.kind,
                           .candidates = judge.candidates(),
                           .fingerprint = judge.fingerprint(),
                           .rules = fmt::format("rule {}; {}", rules.rule, rules.promise)};
  return event;
}

// More budget or another delta only decide where it ends.
std::map<std::string, std::string> identity(const CompareConfig& config, const Judge& judge) {
  return run_identity("compare", config, judge, {"compare.budget", "compare.delta", "study."});
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
        course_(make_course({job.comm, *judge_, config.compare, config.seed, [this] { tell(); }})),
        directory_(RunDirectory::open(job, config.output.dir, options.resume)),
        narrator_(job, directory_, options.audience),
        identity_(identity(config, *judge_)) {}

  Compared run() {
    resume();
    Started start = started(job_, config_, options_, *judge_, course_->rules());
    start.resumed_step = state_.step;
    narrator_.announce(start);
    for (const std::string& note : judge_->notes()) narrator_.announce(Warning{state_.step, "judge", note});
    Ending end = course_->begin();
    const bool nothing_to_do = !end.reason.empty();
    if (!nothing_to_do) end = played();
    if (nothing_to_do && state_.step > 0) end.reason = "nothing was left to do: " + end.reason;
    return finish(end);
  }

 private:
  Ending played() {
    const LoopEnd end = run_loop(job_.comm, course_->learner(), Reduction::reproducible, state_, hooks());
    return {end.finished, course_->status()};
  }

  void resume() {
    const auto checkpoint = read_for_resume(job_, directory_, {options_.resume, options_.resume_from},
                                            identity_, course_->part());
    if (!checkpoint) return;
    state_ = checkpoint->loop;
    course_->learner().load(checkpoint->learner);
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
    narrator_.mention([this] {
      WaveDone done = course_->wave_done();
      done.seconds = seconds_since(begin_);
      return done;
    });
  }

  void checkpoint(const LoopState& state, const std::string& finished) {
    const auto start = Clock::now();
    const CheckpointStore store(directory_.checkpoints(), static_cast<std::uint64_t>(config_.output.keep),
                                course_->part());
    const auto path = store.write(job_, {state, course_->learner().save(), finished, identity_});
    narrator_.announce(CheckpointWritten{state.step, path, seconds_since(start)});
  }

  // A judge that is merely slow and one that dies all the time look alike on the way.
  void tell_mishaps() {
    const Mishaps mine = judge_->mishaps();
    const std::int64_t repeated = sum_value(job_.comm, narrow<std::int64_t>(mine.repeated));
    const std::int64_t undecided = sum_value(job_.comm, narrow<std::int64_t>(mine.undecided));
    if (repeated + undecided == 0) return;
    const std::string last = mine.last.empty() ? "" : fmt::format("; the last of rank 0: {}", mine.last);
    narrator_.announce(Warning{
        state_.step, "judge",
        fmt::format("questions were asked again {} times, {} count as ties because no answer could be read{}",
                    repeated, undecided, last)});
  }

  Compared finish(const Ending& end) {
    tell_mishaps();
    Compared compared;
    compared.exit = end.reason.empty() ? Exit::stopped : Exit::done;
    compared.report = report(end);
    std::string& reason = compared.report.conclusion.reason;
    if (reason.empty()) reason = "asked to stop; the same command goes on from the checkpoint";
    write(compared.report);
    narrator_.announce(
        Stopped{state_.step, reason, compared.exit, seconds_since(begin_), directory_.result(), undefined});
    return compared;
  }

  Report report(const Ending& end) const {
    const RulesUsed rules = course_->rules();
    return {.conclusion = course_->conclude(end),
            .names = judge_->names(),
            .target = std::get<std::string>(config_.resolved.at("compare.target").value),
            .rule = rules.rule,
            .stop = rules.stop,
            .promise = rules.promise,
            .score = score_meaning(config_.compare.target),
            .delta = config_.compare.delta};
  }

  void write(const Report& report) const {
    agree(job_.comm, [&] {
      if (job_.comm.rank() != 0) return;
      course_->write_tables(directory_, report);
      write_text(directory_.result(), to_json(report).dump(2) + '\n');
    });
  }

  const Job& job_;
  const CompareConfig& config_;
  const CompareOptions& options_;
  Clock::time_point begin_ = Clock::now();
  std::unique_ptr<Judge> judge_;
  std::unique_ptr<Course> course_;
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
  const auto course = make_course({job.comm, *judge, config.compare, config.seed, [] {}});
  agree(job.comm, [&] {
    if (job.comm.rank() != 0) return;
    for_people().on(started(job, config, {}, *judge, course->rules()));
    std::cerr << fmt::format("dry run: {}; nothing was compared or written\n", course->size());
  });
  return Exit::done;
}

}  // namespace megabandit
