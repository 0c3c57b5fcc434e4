#include <iostream>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/kinds_of_files.hpp"
#include "cli/run_options.hpp"
#include "comm/agree.hpp"
#include "identify/run/compare_run.hpp"
#include "identify/study/study_run.hpp"
#include "run/named_inputs.hpp"

namespace megabandit {
namespace {

class Compare final : public Command {
 public:
  std::string name() const override { return "compare"; }
  std::string summary() const override { return "Find the best of many candidates by comparing pairs"; }

  void declare(CLI::App& app) override {
    options_.declare(app);
    app.add_flag("--dry-run", options_.dry_run, "check everything, print the plan, compare nothing");
    app.add_flag("--study", study_, "repeat it as table [study] says, and count how often it is right");
    app.add_flag("--json", json_, "the answer as one JSON object");
  }

  Exit run(const Job& job) override {
    const ConfigText text = options_.text(job);
    CompareConfig config;
    agree(job.comm,
          [&] { read_as(name(), text, [&] { config = read_compare_config(text, options_.sets); }); });
    job.comm.set_patience(std::chrono::duration_cast<Patience>(config.limits.watchdog));
    return naming_inputs(config.resolved, [&] { return carry_out(job, config); });
  }

 private:
  Exit carry_out(const Job& job, const CompareConfig& config) const {
    if (options_.dry_run) return study_ ? rehearse_study(job, config) : rehearse(job, config);
    const CompareOptions options{.resume = options_.how_to_resume(),
                                 .resume_from = options_.resume_from(),
                                 .arguments = program_arguments()};
    if (study_) {
      const Studied studied = study(job, config, options);
      return tell(job, studied.report, studied.exit);
    }
    const Compared compared = compare(job, config, options);
    return tell(job, compared.report, compared.exit);
  }

  template <class Said>
  Exit tell(const Job& job, const Said& report, Exit exit) const {
    if (job.comm.rank() == 0)
      std::cout << (json_ ? to_json(report).dump(2) + '\n' : text_of(report)) << std::flush;
    return exit;
  }

  RunOptions options_;
  bool study_ = false, json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_compare() { return std::make_unique<Compare>(); }

}  // namespace megabandit
