#include "cli/simulate_sentences.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "bank/bank_file.hpp"
#include "comm/agree.hpp"
#include "log/write_log.hpp"
#include "policy/policy_file.hpp"
#include "storage/disk.hpp"

namespace megabandit {
namespace {

void print(const char* split, const SentenceFigures& figures) {
  if (figures.contexts == 0) return;
  fmt::print(stderr,
             "{:5}  {:>9} rounds in {:>9} contexts: mean reward {:.4f}; values: logging policy {:.4f}, "
             "uniform {:.4f}, optimal {:.4f}\n",
             split, figures.rounds, figures.contexts, figures.mean_reward, figures.logging, figures.uniform,
             figures.optimal);
}

SavedPolicy logging_policy(const SentenceSimulation& simulation) {
  const RowMatrix<float>& outputs = simulation.log.catalogue.output;
  const PolicyShape shape{.tower = {.kind = TowerKind::linear,
                                    .features = static_cast<std::uint64_t>(simulation.guess.rows()),
                                    .columns = static_cast<std::uint64_t>(simulation.guess.cols()),
                                    .hidden = {}},
                          .table = TableKind::fixed,
                          .temperature = 1,
                          .actions = static_cast<std::uint64_t>(outputs.rows())};
  Policy policy(shape, outputs);
  policy.set_tower({simulation.guess.data(), static_cast<std::size_t>(simulation.guess.size())});
  return {.policy = std::move(policy), .encoding = simulation.log.encoding, .names = {}};
}

void write_sentence_bank(const Job& job, const SentenceSimulator& simulator,
                         const SentencesSettings& settings, std::uint64_t seed,
                         const std::filesystem::path& path) {
  const SentenceWorld& world = simulator.world();
  const BankOutline outline{.shape = {.queries = settings.queries,
                                      .actions = settings.world.actions,
                                      .samples = settings.bank_samples,
                                      .columns = static_cast<std::uint64_t>(world.outputs().cols())},
                            .generator = "sentences of a simulated world",
                            .seed = seed,
                            .queries = {},
                            .actions = {},
                            .texts = {}};
  const Range own = even_part(settings.queries, static_cast<std::uint64_t>(job.comm.rank()),
                              static_cast<std::uint64_t>(job.comm.size()));
  const std::vector<std::uint8_t> filled(settings.world.actions, 1);
  write_bank(job, path, outline, [&](BankWriter& bank) {
    for (std::uint64_t query = own.first; query < own.last; ++query) {
      const RowMatrix<float> outputs = simulator.bank_outputs(query);
      bank.write(query, {outputs.data(), static_cast<std::size_t>(outputs.size())}, filled);
    }
  });
}

}  // namespace

std::filesystem::path beside(const std::filesystem::path& log, const std::string& part) {
  std::filesystem::path path = log;
  return path.replace_extension(part + log.extension().string());
}

void simulate_sentences(const Job& job, const WorldSettings& world, const std::filesystem::path& out,
                        const std::string& created_by) {
  const SentencesSettings& settings = world.sentences;
  const bool with_bank = settings.bank_samples > 0;
  const std::filesystem::path policy_path = beside(out, "logging"), bank_path = beside(out, "bank");
  std::unique_ptr<SentenceSimulator> simulator;
  agree(job.comm, [&] {
    check_place(policy_path.string());
    if (with_bank) check_place(bank_path.string());
    simulator = std::make_unique<SentenceSimulator>(settings, world.seed);
  });
  SentenceSimulation simulation = simulator->simulate(job.comm, {job.comm.rank(), job.comm.size()});
  simulation.log.created_by = created_by;
  save_policy(job, policy_path, logging_policy(simulation));
  if (with_bank) write_sentence_bank(job, *simulator, settings, world.seed, bank_path);
  write_log(job, out, std::move(simulation.log));
  if (job.comm.rank() != 0) return;
  print("train", simulation.figures[0]);
  print("test", simulation.figures[1]);
  fmt::print(stderr, "wrote {}, the policy that logged it\n", policy_path.string());
  if (with_bank) fmt::print(stderr, "wrote {}, a bank of its sentences\n", bank_path.string());
  fmt::print(stderr, "wrote {}\n", out.string());
}

}  // namespace megabandit
