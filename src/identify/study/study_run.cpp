#include "identify/study/study_run.hpp"

#include <iostream>

#include <fmt/format.h>

#include "base/stop_signal.hpp"
#include "base/text_file.hpp"
#include "comm/agree.hpp"
#include "compare/procedure.hpp"
#include "identify/run/run_identity.hpp"
#include "judge/table.hpp"
#include "run/checkpoint.hpp"
#include "run/loop.hpp"
#include "run/resume.hpp"

namespace megabandit {
namespace {

std::vector<std::unique_ptr<Judge>> judges(const Job& job, const CompareConfig& config) {
  std::vector<std::unique_ptr<Judge>> judges;
  for (std::uint64_t thread = 0; thread < config.study.threads; ++thread)
    judges.push_back(make_judge(job, config.judge, config.candidates, config.seed));
  return judges;
}

Study study_of(const Job& job, const CompareConfig& config, const Judge& judge) {
  Study study{.arms = {}, .truth = {}, .repeats = config.study.repeats, .seed = config.seed, .budgets = {}};
  agree(job.comm, [&] {
    study.truth = truth_of(judge, config.compare);
    study.arms = study_arms(config.study, config.compare);
    study.budgets = study_budgets(judge.candidates(), config.compare.budget);
    for (const StudyArm& arm : study.arms)  // what does not fit shows before anything is spent
      for (const CompareSettings& stop : arm.stops)
        make_procedure(judge.candidates(), judge.features(), stop);
  });
  return study;
}

StudyReport report_of(const CompareConfig& config, const Study& study, const StudyLearner& learner,
                      const Judge& judge) {
  StudyReport report{.target = name_of(config.compare.target),
                     .best = {},
                     .candidates = judge.candidates(),
                     .repeats = learner.repeats(),
                     .budget = config.compare.budget,
                     .seed = config.seed,
                     .characteristic_time = study.truth.characteristic_time,
                     .lines = learner.lines(),
                     .budgets = study.budgets,
                     .curves = learner.curves()};
  for (std::size_t j = 0; j < judge.candidates(); ++j)
    if (study.truth.best[j]) report.best.push_back(judge.names()[j]);
  return report;
}

void write(const Job& job, const RunDirectory& directory, const StudyReport& report) {
  agree(job.comm, [&] {
    if (job.comm.rank() != 0) return;
    write_text(directory.study(), lines_csv(report));
    write_text(directory.curves(), curves_csv(report));
    write_text(directory.result(), to_json(report).dump(2) + '\n');
  });
}

}  // namespace

Studied study(const Job& job, const CompareConfig& config, const CompareOptions& options) {
  std::vector<std::unique_ptr<Judge>> everyone = judges(job, config);
  const Study study = study_of(job, config, *everyone.front());
  const Judge& judge = *everyone.front();
  StudyLearner learner(study, std::move(everyone));
  const RunDirectory directory = RunDirectory::open(job, config.output.dir, options.resume);
  const CheckpointStore store(directory.checkpoints(), static_cast<std::uint64_t>(config.output.keep));
  // More repeats go on from those that were done.
  const auto identity = run_identity("compare --study", config, judge, {"study.repeats"});

  LoopState state;
  if (const auto checkpoint =
          read_for_resume(job, directory, {options.resume, options.resume_from}, identity)) {
    state = checkpoint->loop;
    learner.load(checkpoint->learner);
  }
  Studied studied;
  if (!learner.finished()) {
    const LoopHooks hooks{
        .before_step = {},
        .stop_requested = stop_requested,
        .checkpoint =
            [&](const LoopState& at, const std::string& finished) {
              store.write(job, {at, learner.save(), finished, identity});
            },
        .plan = {config.output.checkpoint, static_cast<std::uint64_t>(config.output.checkpoint_steps)}};
    const LoopEnd end = run_loop(job.comm, learner, Reduction::reproducible, state, hooks);
    if (end.finished.empty()) studied.exit = Exit::stopped;
  }
  studied.report = report_of(config, study, learner, judge);
  write(job, directory, studied.report);
  return studied;
}

Exit rehearse_study(const Job& job, const CompareConfig& config) {
  const auto judge = make_judge(job, config.judge, config.candidates, config.seed);
  const Study study = study_of(job, config, *judge);
  agree(job.comm, [&] {
    if (job.comm.rank() != 0) return;
    std::cerr << fmt::format(
        "dry run: {} candidates, {} repeats of {} contests of at most {} comparisons; nothing was compared "
        "or "
        "written\n",
        judge->candidates(), study.repeats, study.arms.size(), config.compare.budget);
  });
  return Exit::done;
}

}  // namespace megabandit
