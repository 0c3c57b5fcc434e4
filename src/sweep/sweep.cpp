#include "sweep/sweep.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/stop_signal.hpp"
#include "base/text_file.hpp"
#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "run/directory_lock.hpp"
#include "run/named_inputs.hpp"
#include "run/shared_config.hpp"
#include "sweep/pool.hpp"
#include "sweep/progress.hpp"
#include "sweep/table.hpp"

namespace megabandit {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

SweepBase base_of(const Job& job, const SweepSettings& settings, const SweepFile& file,
                  const std::vector<std::string>& more) {
  SweepBase base{file.tables, {}};
  if (!settings.base.empty()) {
    base.text = naming_inputs(settings.resolved, [&] { return shared_config(job, settings.base); });
    base.in_file = file.assignments;
    for (const Assignment& setting : file.assignments) base.sets.push_back(setting.as_set());
  }
  base.sets.insert(base.sets.end(), more.begin(), more.end());
  return base;
}

/// What varies cannot be the same for all runs, and table [sweep] is about none of them.
void require_common(const std::vector<std::string>& sets, const SweepFile& file, const Runner& runner) {
  std::vector<std::string> varying = runner.seed_keys();
  for (const Axis& axis : file.grid) varying.push_back(axis.key);
  for (const Case& one : file.cases)
    for (const Assignment& setting : one.settings) varying.push_back(setting.key);
  for (const std::string& set : sets) {
    const std::string key = set.substr(0, set.find('='));
    if (key.starts_with("sweep."))
      throw UsageError(
          fmt::format("--set {}: it sets what runs have in common; change `{}` in the sweep file", set, key));
    if (std::ranges::find(varying, key) != varying.end())
      throw UsageError(fmt::format("--set {}: `{}` varies in this sweep; change the sweep file", set, key));
  }
}

/// What is left to do.
struct Left {
  std::vector<std::uint64_t> runs;
  std::vector<std::uint64_t> inputs;  ///< a run for each input that is to be made
};

class Sweeper {
 public:
  Sweeper(const Job& job, const Sweep& sweep, const SweepOptions& options)
      : job_(job),
        sweep_(sweep),
        store_(options.out),
        ranks_per_run_(options.ranks_per_run > 0 ? options.ranks_per_run : sweep.settings.ranks_per_run),
        pool_(job, ranks_per_run_) {}

  Swept run(Resume resume) {
    if (job_.comm.rank() == 0) warn_of_few_ranks();
    lock();
    const Left left = find_left(resume);
    make_inputs(left.inputs);
    do_runs(left.runs);
    return conclude();
  }

 private:
  void warn_of_few_ranks() const {
    const auto ranks = static_cast<std::uint64_t>(job_.comm.size());
    if (ranks_per_run_ <= ranks) return;
    std::cerr << fmt::format(
        "sweep: a run is to have {} ranks, but there {}: runs are done one by one on {}; "
        "start more ranks (mpirun -n), or give a lower --ranks-per-run\n",
        ranks_per_run_, ranks == 1 ? "is 1" : fmt::format("are {}", ranks), ranks);
  }

  /// Two sweeps at once would write the same files.
  void lock() {
    agree(job_.comm, [&] {
      if (job_.comm.rank() == 0) lock_ = std::make_unique<DirectoryLock>(store_.directory());
    });
  }

  Left find_left(Resume resume) {
    Left left;
    agree(job_.comm, [&] {
      if (job_.comm.rank() != 0) return;
      if (resume == Resume::never) store_.move_aside();
      store_.prepare(sweep_.plan);
      std::map<std::string, std::uint64_t> inputs;
      for (std::uint64_t i = 0; i < sweep_.plan.runs.size(); ++i) {
        const PlannedRun& run = sweep_.plan.runs[i];
        if (store_.numbers(sweep_.plan, run)) continue;
        left.runs.push_back(i);
        if (!run.input.empty() && !fs::exists(store_.input(run))) inputs.emplace(run.input, i);
      }
      for (const auto& [name, run] : inputs) left.inputs.push_back(run);
    });
    return {broadcast_values(job_.comm, left.runs, 0), broadcast_values(job_.comm, left.inputs, 0)};
  }

  /// What becomes of a piece of work of this group: the failure, if any. A failure that not all of several
  /// ranks know of cannot be recorded: the others wait for them.
  std::optional<RunFailure> failure_of(const std::function<void()>& work) const {
    try {
      work();
      return std::nullopt;
    } catch (const RunStopped&) {
      throw;
    } catch (const AgreedError& error) {
      return RunFailure{error.exit(), error.what()};
    } catch (const Error& error) {
      if (pool_.group().comm.size() > 1) throw;
      return RunFailure{error.exit(), error.what()};
    } catch (const std::exception& error) {
      if (pool_.group().comm.size() > 1) throw;
      return RunFailure{Exit::internal, error.what()};
    }
  }

  bool asked_to_stop() const { return max_value(pool_.group().comm, stop_requested() ? 1.0 : 0.0) > 0; }
  bool leads() const { return pool_.group().comm.rank() == 0; }

  void make_inputs(const std::vector<std::uint64_t>& runs) {
    pool_.carry_out(runs.size(), [&](std::size_t i) {
      if (asked_to_stop()) return false;
      const PlannedRun& run = sweep_.plan.runs[runs[i]];
      const auto failure = failure_of(
          [&] { sweep_.runner->make_input(pool_.group(), sweep_.plan.base, run.sets, store_.input(run)); });
      if (failure && leads())
        std::cerr << fmt::format("sweep: inputs/{} cannot be made: {}\n", run.input, failure->message);
      return true;
    });
  }

  void do_runs(const std::vector<std::uint64_t>& runs) {
    SweepProgress progress(job_.comm, sweep_.plan.runs.size(), sweep_.plan.runs.size() - runs.size(),
                           pool_.groups(), std::cerr);
    bool stopped = false;
    pool_.carry_out(
        runs.size(),
        [&](std::size_t i) {
          if (asked_to_stop()) return !(stopped = true);
          try {
            do_run(sweep_.plan.runs[runs[i]], progress);
          } catch (const RunStopped&) {
            stopped = true;
          }
          return !stopped;
        },
        [&] { progress.look(); });
    stopped_ = max_value(job_.comm, stopped ? 1.0 : 0.0) > 0;
  }

  void do_run(const PlannedRun& run, SweepProgress& progress) {
    const Clock::time_point begin = Clock::now();
    const std::string name = name_of(sweep_.plan, run);
    std::optional<RunFailure> failure = failure_of([&] {
      RunNumbers numbers = sweep_.runner->run(pool_.group(), sweep_.plan.base, run.sets, place_of(run));
      numbers["seconds"] = std::chrono::duration<double>(Clock::now() - begin).count();
      agree(pool_.group().comm, [&] {
        if (leads()) store_.keep(run, numbers);
      });
    });
    if (!leads()) return;
    if (!failure) return progress.ended();
    progress.failed(name, failure->message);
    failure_of([&] { store_.keep(run, *failure); });  // on a full disk it is merely not done
  }

  Runner::Place place_of(const PlannedRun& run) const {
    Runner::Place place{store_.folder(run), {}};
    if (run.input.empty()) return place;
    place.input = store_.input(run);
    agree(pool_.group().comm, [&] {
      if (!fs::exists(place.input))
        throw MissingInput(fmt::format("{}: could not be made, see above", place.input.string()));
    });
    return place;
  }

  Swept conclude() const {
    Swept swept;
    agree(job_.comm, [&] {
      if (job_.comm.rank() != 0) return;
      swept.report = report_of(sweep_.plan, store_);
      write_text(store_.results(), results_csv(swept.report));
      write_text(store_.table(), table_csv(swept.report));
      swept.exit = exit_of(swept.report);
    });
    swept.exit = broadcast_value(job_.comm, swept.exit, 0);
    return swept;
  }

  Exit exit_of(const SweepReport& report) const {
    if (stopped_) return Exit::stopped;
    for (std::size_t run = 0; run < report.numbers.size(); ++run)
      if (!report.numbers[run]) return report.failures[run] ? report.failures[run]->exit : Exit::cannot_write;
    return Exit::done;
  }

  const Job& job_;
  const Sweep& sweep_;
  SweepStore store_;
  std::uint64_t ranks_per_run_;
  Pool pool_;
  std::unique_ptr<DirectoryLock> lock_;  ///< on rank 0
  bool stopped_ = false;
};

}  // namespace

Sweep read_sweep(const Job& job, const ConfigText& text, SweepSettings settings,
                 const SweepOptions& options) {
  Sweep sweep{.settings = std::move(settings), .runner = {}, .plan = {}};
  std::optional<ConfigText> world;
  if (!sweep.settings.world.empty())
    world = naming_inputs(sweep.settings.resolved, [&] { return shared_config(job, sweep.settings.world); });
  SweepFile file;
  agree(job.comm, [&] {
    sweep.runner = make_runner(sweep.settings.run, world);
    file = read_sweep_file(text, sweep.runner->path_keys());
    require_common(options.sets, file, *sweep.runner);
  });
  const SweepBase base = base_of(job, sweep.settings, file, options.sets);
  agree(job.comm, [&] { sweep.plan = plan_sweep(file, sweep.settings.seeds, base, *sweep.runner); });
  return sweep;
}

Swept carry_out(const Job& job, const Sweep& sweep, const SweepOptions& options) {
  return Sweeper(job, sweep, options).run(options.resume);
}

std::string list_of_runs(const Sweep& sweep, const SweepOptions& options) {
  const SweepStore store(options.out);
  std::string text;
  std::size_t done = 0;
  for (const PlannedRun& run : sweep.plan.runs) {
    const bool ended = store.numbers(sweep.plan, run).has_value();
    done += ended ? 1 : 0;
    text +=
        fmt::format("{}{}: {}\n", name_of(sweep.plan, run), ended ? " (done)" : "", fmt::join(run.sets, " "));
  }
  return text +
         fmt::format(
             "dry run: {} cells, {} seeds, {} runs, of which {} are done; nothing was run or written\n",
             sweep.plan.cells.size(), sweep.plan.seeds.size(), sweep.plan.runs.size(), done);
}

}  // namespace megabandit
