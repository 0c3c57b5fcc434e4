#include "cli/commands.hpp"

#include <iostream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/kinds_of_files.hpp"
#include "estimator/table.hpp"
#include "normaliser/table.hpp"
#include "objective/table.hpp"
#include "observe/surroundings/build.hpp"
#include "observe/surroundings/places.hpp"
#include "optimizer/table.hpp"
#include "softmax/kernel.hpp"

namespace megabandit {
namespace {

std::vector<std::string> kernel_names() {
  std::vector<std::string> names;
  for (const Precision precision : {Precision::fp32, Precision::bf16})
    for (const SoftmaxKernel* kernel : vector_kernels(precision)) names.push_back(kernel->name());
  return names;
}

std::vector<std::string> names_of(const std::vector<Choice>& choices) {
  std::vector<std::string> names;
  for (const Choice& choice : choices) names.push_back(choice.name);
  return names;
}

nlohmann::ordered_json description(const std::vector<RankPlace>& places) {
  nlohmann::ordered_json json = to_json(this_build());
  json["kernel"] = vector_kernel().name();
  json["kernels"] = kernel_names();
  json["objectives"] = names_of(choices_of(objective_kinds()));
  json["estimators"] = names_of(choices_of(estimator_kinds()));
  json["optimizers"] = names_of(choices_of(optimizer_kinds()));
  json["normalisers"] = names_of(choices_of(normaliser_kinds()));
  json["ranks"] = places.size();
  json["hosts"] = nlohmann::ordered_json::array();
  for (const HostRanks& host : by_host(places)) {
    json["hosts"].push_back({{"host", host.host}, {"ranks", host.ranks}, {"cpus", host.cpus}});
  }
  return json;
}

void print(std::ostream& out, const std::vector<RankPlace>& places) {
  const Build& build = this_build();
  const auto row = [&](std::string_view what, std::string_view value) {
    out << fmt::format("{:<12}{}\n", what, value);
  };
  row("megabandit", fmt::format("{} ({})", build.version, build.git));
  row("compiler", fmt::format("{}, {} build: {}", build.compiler, build.type, build.flags));
  row("ranks by", build.transport);
  row("HDF5", build.hdf5);
  row("kernel",
      fmt::format("{} (this processor runs {})", vector_kernel().name(), fmt::join(kernel_names(), ", ")));
  row("objectives", fmt::format("{}", fmt::join(names_of(choices_of(objective_kinds())), ", ")));
  row("estimators", fmt::format("{}", fmt::join(names_of(choices_of(estimator_kinds())), ", ")));
  row("optimizers", fmt::format("{}", fmt::join(names_of(choices_of(optimizer_kinds())), ", ")));
  row("normalisers", fmt::format("{}", fmt::join(names_of(choices_of(normaliser_kinds())), ", ")));
  row("ranks", fmt::format("{}", places.size()));
  for (const HostRanks& host : by_host(places)) {
    row("  on", fmt::format("{}: ranks {}, cpus {}", host.host, fmt::join(host.ranks, " "),
                            fmt::join(host.cpus, " ")));
  }
}

}  // namespace

std::string parameters_document() {
  std::string text =
      "# Parameters\n\nWritten by `cmake --build --preset release --target parameters` from the "
      "declarations: do not edit.\n\n"
      "A value is the default unless the file gives it, and `--set table.key=value` overrides both. "
      "Relative paths in a file\n"
      "start at its directory, those of a `--set` at the current one.\n\n";
  for (const KindOfFile& kind : kinds_of_files())
    text += fmt::format("# {}\n\n{}", kind.heading, kind.documentation);
  return text;
}

namespace {

class Info final : public Command {
 public:
  std::string name() const override { return "info"; }
  std::string summary() const override { return "What this program was built with, and where it runs"; }

  void declare(CLI::App& app) override {
    auto* json = app.add_flag("--json", json_, "one JSON object");
    app.add_flag("--parameters", parameters_,
                 "every key of run, comparison, bank, world and sweep files, as Markdown")
        ->excludes(json);
  }

  Exit run(const Job& job) override {
    if (job.comm.rank() != 0) return Exit::done;
    if (parameters_) {
      std::cout << parameters_document();
    } else if (json_) {
      std::cout << description(job.places).dump(2) << '\n';
    } else {
      print(std::cout, job.places);
    }
    std::cout << std::flush;
    return Exit::done;
  }

 private:
  bool json_ = false;
  bool parameters_ = false;
};

}  // namespace

std::unique_ptr<Command> make_info() { return std::make_unique<Info>(); }

}  // namespace megabandit
