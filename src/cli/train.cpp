#include <filesystem>
#include <fstream>
#include <iterator>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/shared_config.hpp"
#include "comm/agree.hpp"
#include "train/train_run.hpp"

namespace megabandit {
namespace {

std::vector<std::string> program_arguments() {
  std::ifstream in("/proc/self/cmdline");
  std::vector<std::string> arguments;
  for (std::string argument; std::getline(in, argument, '\0');) arguments.push_back(argument);
  return arguments;
}

class Train final : public Command {
 public:
  std::string name() const override { return "train"; }
  std::string summary() const override { return "Learn a policy from a log"; }

  void declare(CLI::App& app) override {
    app.add_option("RUN.toml", path_, "run file; its keys: docs/parameters.md, megabandit info --parameters")
        ->required()
        ->type_name("");
    app.add_option("--set", sets_, "setting that overrides the file; may be repeated")
        ->type_name("table.key=value")
        ->allow_extra_args(false);
    app.add_option("--out", out_, "run directory; the same as --set output.dir=DIR")->type_name("DIR");
    app.add_option("--resume", resume_,
                   "auto: go on from the run directory's newest checkpoint, if any; never: start anew and "
                   "move an earlier run aside; DIR: go on from that run's newest checkpoint")
        ->type_name("auto|never|DIR")
        ->capture_default_str();
    app.add_flag("--dry-run", dry_run_, "check everything, print the plan, train nothing");
  }

  Exit run(const Job& job) override {
    const ConfigText text = shared_config(job, path_);
    if (!out_.empty()) sets_.push_back("output.dir=" + out_);
    RunConfig config;
    agree(job.comm, [&] { config = read_run_config(text, sets_); });
    job.comm.set_patience(std::chrono::duration_cast<Patience>(config.limits.watchdog));
    if (dry_run_) return rehearse(job, config);
    TrainOptions options{.resume = resume_ == "never" ? Resume::never : Resume::automatic,
                         .resume_from = {},
                         .arguments = program_arguments()};
    if (resume_ != "auto" && resume_ != "never") options.resume_from = resume_;
    return train(job, config, options);
  }

 private:
  std::string path_, out_, resume_ = "auto";
  std::vector<std::string> sets_;
  bool dry_run_ = false;
};

}  // namespace

std::unique_ptr<Command> make_train() { return std::make_unique<Train>(); }

}  // namespace megabandit
