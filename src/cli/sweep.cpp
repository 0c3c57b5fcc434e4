#include "sweep/sweep.hpp"

#include <iostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/at_least_one.hpp"
#include "cli/commands.hpp"
#include "cli/kinds_of_files.hpp"
#include "comm/agree.hpp"
#include "run/shared_config.hpp"

namespace megabandit {
namespace {

class SweepCommand final : public Command {
 public:
  std::string name() const override { return "sweep"; }
  std::string summary() const override { return "Repeat a run over a grid of settings and seeds"; }

  void declare(CLI::App& app) override {
    app.add_option("SWEEP.toml", path_, "sweep file, see docs/sweeps.md")->required()->type_name("");
    app.add_option("--out", options_.out, "directory of the runs and the table")
        ->required()
        ->type_name("DIR");
    app.add_option("--set", options_.sets, "setting of all runs that overrides their file; may be repeated")
        ->type_name("table.key=value")
        ->allow_extra_args(false);
    app.add_option("--ranks-per-run", options_.ranks_per_run,
                   "ranks that share a run; without: sweep.ranks_per_run")
        ->check(at_least_one());
    app.add_option("--resume", resume_,
                   "auto: do what is left; never: begin anew and move what there is aside")
        ->check(CLI::IsMember({"auto", "never"}))
        ->type_name("auto|never")
        ->capture_default_str();
    app.add_flag("--dry-run", dry_run_, "check every run, list them, run nothing");
    app.add_flag("--json", json_, "the table as one JSON object");
  }

  Exit run(const Job& job) override {
    options_.resume = resume_ == "never" ? Resume::never : Resume::automatic;
    const ConfigText text = shared_config(job, path_);
    SweepSettings settings;
    agree(job.comm, [&] { read_as(name(), text, [&] { settings = read_sweep_settings(text); }); });
    const Sweep sweep = read_sweep(job, text, std::move(settings), options_);
    if (dry_run_) return list(job, sweep);
    const Swept swept = carry_out(job, sweep, options_);
    if (job.comm.rank() == 0)
      std::cout << (json_ ? to_json(swept.report).dump(2) + '\n'
                          : text_of(swept.report, sweep.settings.numbers))
                << std::flush;
    return swept.exit;
  }

 private:
  Exit list(const Job& job, const Sweep& sweep) const {
    agree(job.comm, [&] {
      if (job.comm.rank() == 0) std::cout << list_of_runs(sweep, options_) << std::flush;
    });
    return Exit::done;
  }

  std::string path_, resume_ = "auto";
  SweepOptions options_;
  bool dry_run_ = false, json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_sweep() { return std::make_unique<SweepCommand>(); }

}  // namespace megabandit
