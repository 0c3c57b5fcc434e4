#pragma once
// Logs of the world of sentences: what users saw, what it was worth, and a logging policy that is known for
// every action (DSO specification 2, 3.7).

#include <array>
#include <cstdint>

#include "comm/communicator.hpp"
#include "log/rounds.hpp"
#include "world/problem.hpp"
#include "world/sentences/sentence_world.hpp"

namespace megabandit {

struct SentencesSettings {
  SentenceWorldSettings world;
  std::uint64_t train = 8000;
  std::uint64_t test = 2000;
  std::uint64_t rounds_per_context = 1;
  double quality = 0.5;
  double sharpness = 1;
  std::uint64_t queries = 0;
  std::uint64_t bank_samples = 0;
};

void declare(Schema& schema, SentencesSettings& sentences);

/// @local  Bytes that a rank needs at least to make the log.
double simulation_bytes(const SentencesSettings& sentences, int ranks);

/// Means over the contexts of a split, over all ranks; the same bits for any number of ranks.
struct SentenceFigures {
  std::uint64_t contexts = 0;
  std::uint64_t rounds = 0;
  double mean_reward = 0;  ///< as logged
  double logging = 0;      ///< exact expected reward of the logging policy,
  double uniform = 0;      ///< of one that does not care
  double optimal = 0;      ///< and of the best action everywhere
};

struct SentenceSimulation {
  LogPart log;
  std::array<SentenceFigures, 2> figures;  ///< by SplitId
  /// The logging policy is softmax_a <x guess, output_a>, output_a of log.catalogue; [2 d, e].
  RowMatrix<double> guess;
};

/// World, logging policy and contexts of a world file. @replicated
class SentenceSimulator {
 public:
  /// @throws ConfigError for settings that contradict each other
  SentenceSimulator(const SentencesSettings& settings, std::uint64_t seed);

  const SentenceWorld& world() const { return world_; }

  /// [n, 2 d]; with settings.queries the query part is that of query_of(context).
  RowMatrix<float> contexts(const Range& range) const;
  std::uint32_t query_of(std::uint64_t context) const;

  /// Expected rewards are <direction, shift + output>, as a factored truth; where the reward is not linear in
  /// the score they are listed. @collective for the figures; the log is of the contexts of `part`.
  SentenceSimulation simulate(Communicator& comm, const Part& part) const;

  /// Outputs of a bank: of `query`, for every action, settings.bank_samples sentences. [A * samples, e]
  /// @local
  RowMatrix<float> bank_outputs(std::uint64_t query) const;

 private:
  RowMatrix<float> query_contexts(std::uint64_t query) const;

  SentencesSettings settings_;
  std::uint64_t seed_;
  SentenceWorld world_;
  RowMatrix<double> guess_;
};

}  // namespace megabandit
