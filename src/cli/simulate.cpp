#include "cli/commands.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/error.hpp"
#include "cli/kinds_of_files.hpp"
#include "cli/simulate_sentences.hpp"
#include "comm/agree.hpp"
#include "log/write_log.hpp"
#include "plan/machine/room.hpp"
#include "run/named_inputs.hpp"
#include "storage/disk.hpp"
#include "world/simulate.hpp"
#include "world/world.hpp"

namespace megabandit {
namespace {

void print(const char* split, const SplitFigures& figures) {
  if (figures.contexts == 0) return;
  fmt::print(stderr,
             "{:5}  {:>9} rounds in {:>9} contexts: reward rate {:.4f}, value of the logging policy {:.4f}, "
             "its best action is right in {:.4f}, a right one is in its top in {:.4f}\n",
             split, figures.rounds, figures.contexts, figures.reward_rate, figures.true_value,
             figures.best_is_right, figures.right_in_top);
}

class Simulate final : public Command {
 public:
  std::string name() const override { return "simulate"; }
  std::string summary() const override { return "Make a log of a world whose right answers are known"; }

  void declare(CLI::App& app) override {
    app.add_option("WORLD.toml", world_, "world file, see configs/worlds and docs/parameters.md")
        ->required()
        ->type_name("");
    app.add_option("--out", out_, "log to write")->required()->type_name("LOG.h5");
    app.add_option("--set", sets_, "setting that overrides the file; may be repeated")
        ->type_name("table.key=value")
        ->allow_extra_args(false);
  }

  Exit run(const Job& job) override {
    WorldSettings world;
    Resolved resolved;
    agree(job.comm, [&] {
      Schema schema;
      megabandit::declare(schema, world);
      const ConfigText text = load_config(world_);
      read_as(name(), text, [&] { resolved = schema.read(text, sets_); });
      check_place(out_);  // before the work, not after it
    });
    const Room room = least_room(job);
    agree(job.comm, [&] { require_room(world, job.comm.size(), room); });
    const std::string created_by = fmt::format("megabandit simulate {}", world_);
    naming_inputs(resolved, [&] {
      if (is_of_sentences(world))
        simulate_sentences(job, world, out_, created_by);
      else
        simulate_answers(job, world, created_by);
    });
    return Exit::done;
  }

 private:
  void simulate_answers(const Job& job, const WorldSettings& world, const std::string& created_by) const {
    Problem problem;
    agree(job.comm, [&] { problem = make_problem(world, {job.comm.rank(), job.comm.size()}); });
    const std::vector<std::string> remarks = problem.remarks;
    Simulation simulation = simulate(job.comm, std::move(problem), world.logging, world.seed);
    simulation.log.created_by = created_by;
    write_log(job, out_, std::move(simulation.log));
    if (job.comm.rank() != 0) return;
    for (const std::string& remark : remarks) fmt::print(stderr, "{}\n", remark);
    print("train", simulation.figures[0]);
    print("test", simulation.figures[1]);
    fmt::print(stderr, "wrote {}\n", out_);
  }

  // A whole log is made in memory.
  static void require_room(const WorldSettings& world, int ranks, const Room& room) {
    const double bytes = simulation_bytes(world, ranks);
    if (bytes > room.bytes)
      throw ConfigError(fmt::format(
          "this world needs at least {:.1f} GB of memory on each of {} ranks, where {:.1f} GB are to be had "
          "({}): use more ranks, or fewer contexts, rounds_per_context, dimensions, actions or clusters",
          bytes / 1e9, ranks, room.bytes / 1e9, room.source));
  }

  std::string world_, out_;
  std::vector<std::string> sets_;
};

}  // namespace

std::unique_ptr<Command> make_simulate() { return std::make_unique<Simulate>(); }

}  // namespace megabandit
