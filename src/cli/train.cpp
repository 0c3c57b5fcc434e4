#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/kinds_of_files.hpp"
#include "cli/run_options.hpp"
#include "comm/agree.hpp"
#include "run/named_inputs.hpp"
#include "train/train_run.hpp"

namespace megabandit {
namespace {

class Train final : public Command {
 public:
  std::string name() const override { return "train"; }
  std::string summary() const override { return "Learn a policy from a log"; }

  void declare(CLI::App& app) override {
    options_.declare(app);
    app.add_flag("--dry-run", options_.dry_run, "check everything, print the plan, train nothing");
  }

  Exit run(const Job& job) override {
    const ConfigText text = options_.text(job);
    RunConfig config;
    agree(job.comm, [&] { read_as(name(), text, [&] { config = read_run_config(text, options_.sets); }); });
    job.comm.set_patience(std::chrono::duration_cast<Patience>(config.limits.watchdog));
    return naming_inputs(config.resolved, [&] {
      if (options_.dry_run) return rehearse(job, config);
      return train(job, config,
                   {.resume = options_.how_to_resume(),
                    .resume_from = options_.resume_from(),
                    .arguments = program_arguments()});
    });
  }

 private:
  RunOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_train() { return std::make_unique<Train>(); }

}  // namespace megabandit
