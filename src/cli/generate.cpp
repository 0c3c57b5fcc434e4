#include "cli/commands.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "cli/kinds_of_files.hpp"
#include "comm/agree.hpp"
#include "generator/generate.hpp"
#include "run/named_inputs.hpp"
#include "run/shared_config.hpp"

namespace megabandit {
namespace {

/// A line now and then: after 1, 2, 4, 8, ... seconds.
class Told {
 public:
  void operator()(const GenerateProgress& progress) {
    if (progress.seconds < next_) return;
    while (next_ <= progress.seconds) next_ *= 2;
    const std::uint64_t made = progress.settled - progress.kept;
    const double rate = static_cast<double>(made) / progress.seconds;
    const std::string left =
        made == 0 ? "not known"
                  : fmt::format("{:.0f} s", static_cast<double>(progress.outputs - progress.settled) / rate);
    fmt::print(stderr, "{:>8.0f} s  {:>10} of {} outputs  {:>8.1f} a second  left {}\n", progress.seconds,
               progress.settled, progress.outputs, rate, left);
  }

 private:
  double next_ = 1;
};

void tell_end(const Generated& generated, const std::string& out) {
  const GenerateProgress& progress = generated.progress;
  if (progress.kept > 0)
    fmt::print(stderr, "{} of {} outputs were answered in an earlier run\n", progress.kept, progress.outputs);
  if (progress.repeated + progress.gaps > 0)
    fmt::print(stderr, "questions were asked again {} times, {} outputs were never given{}\n",
               progress.repeated, progress.gaps,
               progress.last.empty() ? "" : "; the last of rank 0: " + progress.last);
  if (generated.exit == Exit::stopped) {
    fmt::print(stderr, "asked to stop: {} of {} outputs are there and kept in {}; the same command goes on\n",
               progress.settled, progress.outputs, generated.answers.string());
    return;
  }
  const BankShape& shape = generated.shape;
  fmt::print(stderr, "wrote {}: {} queries, {} actions, {} outputs each, of {} numbers\n", out, shape.queries,
             shape.actions, shape.samples, shape.columns);
}

class Generate final : public Command {
 public:
  std::string name() const override { return "generate"; }
  std::string summary() const override {
    return "Fill a bank of outputs by asking a generator outside the program";
  }

  void declare(CLI::App& app) override {
    app.add_option("BANK.toml", config_, "queries, actions and generator, see docs/parameters.md")
        ->required()
        ->type_name("");
    app.add_option("--out", out_, "bank to write; answers are kept in BANK.h5.answers")
        ->required()
        ->type_name("BANK.h5");
    app.add_option("--set", sets_, "setting that overrides the file; may be repeated")
        ->type_name("table.key=value")
        ->allow_extra_args(false);
  }

  Exit run(const Job& job) override {
    const ConfigText text = shared_config(job, config_);
    GenerateConfig config;
    agree(job.comm, [&] { read_as(name(), text, [&] { config = read_generate_config(text, sets_); }); });
    const Generated generated =
        naming_inputs(config.resolved, [&] { return generate_bank(job, config, out_, Told()); });
    if (job.comm.rank() == 0) tell_end(generated, out_);
    return generated.exit;
  }

 private:
  std::string config_, out_;
  std::vector<std::string> sets_;
};

}  // namespace

std::unique_ptr<Command> make_generate() { return std::make_unique<Generate>(); }

}  // namespace megabandit
