#pragma once
// What a run has to do, in numbers: all that its cost and its memory depend on, but for ranks and machine.

#include <cstdint>
#include <string>

#include "config/run/policy_settings.hpp"
#include "config/run/run_settings.hpp"
#include "log/shard.hpp"
#include "objective/table.hpp"
#include "optimizer/table.hpp"
#include "softmax/kernel.hpp"

namespace megabandit {

/// How what users saw is summed over the actions, where that counts.
struct SeenProblemSize {
  std::uint64_t output_columns = 0;  ///< 0: rounds count for their actions
  std::uint64_t pivots = 1;          ///< of a round, all told
  std::uint64_t entries = 1;         ///< of a round in a pass
  std::uint64_t listed = 0;  ///< actions that a pivot looks at one by one; 0: all, by the softmax kernel
  std::uint64_t kept = 0;    ///< of them, for every pivot of the run
  bool sampled = false;      ///< so that no pass over all actions is needed
  std::uint64_t bank_outputs = 0;  ///< of the log's queries, in a bank
};

/// A model of the reward, where there is one (src/reward).
struct ModelProblemSize {
  std::uint64_t output_columns = 0;  ///< 0: there is none
  std::uint64_t folds = 0;
  bool logged = true;  ///< what users saw is in the log; else it is the actions' own, which every rank has
  bool on() const { return output_columns > 0; }
};

struct Problem {
  // The policy.
  std::uint64_t actions = 1;
  std::uint64_t columns = 1;   ///< of the table
  std::uint64_t features = 1;  ///< of a context
  std::uint64_t tower_parameters = 0;
  std::uint64_t hidden = 0;  ///< widths of the tower's hidden layers together
  TableKind table = TableKind::fixed;
  Precision precision = Precision::fp32;  ///< of the kernel

  SeenProblemSize seen = {};
  ModelProblemSize model = {};

  std::string normaliser = "exact";  ///< others need all actions on a rank, and fall back to exact sums

  // The log.
  bool named_actions = false;
  std::uint64_t rounds = 1;    ///< of the split
  std::uint64_t contexts = 1;  ///< of the whole log
  double live_rounds = 1;      ///< rounds that may have a credit
  double live_contexts = 1;    ///< contexts that have such a round
  std::uint64_t contexts_of_block = 1;
  std::uint64_t blocks = 1;  ///< of the whole log

  // The steps.
  std::uint64_t batch_blocks = 1;  ///< blocks of a step over all ranks
  std::uint64_t steps = 1;         ///< of the run, at most
  std::uint64_t channels = 1;      ///< gradients that the objective sums
  std::uint64_t sums = 1;          ///< numbers that the objective sums
  std::string optimizer = "lbfgs";
  std::uint64_t history = 0;  ///< of lbfgs
  bool products = false;      ///< nearly all steps make a product with the Hessian
  bool point_credits = true;  ///< rounds push their actions, beside what a model expects
  int threads = 1;            ///< of a rank

  bool exact() const { return normaliser == "exact"; }
  double step_share() const { return static_cast<double>(batch_blocks) / static_cast<double>(blocks); }
  /// A number for every action is averaged beside the softmax.
  bool field() const { return products || model.on(); }
  std::uint64_t table_numbers() const { return actions * columns; }
  std::uint64_t parameters() const {
    return tower_parameters + (table == TableKind::trained ? table_numbers() : 0);
  }
};

/// The settings that make a problem of a log.
struct ProblemSettings {
  const PolicySettings& policy;
  const ObjectiveSettings& objective;
  const OptimizerSettings& optimizer;
  const RunSettings& run;
};

/// @replicated  Contexts with a credit are counted as if rounds fell on contexts evenly. `shape` may be a
/// header's (LogFile::shape), whose `rewarded` is 0: then every round counts as live.
/// @throws ConfigError when the settings make no policy of this log
Problem describe(const LogShape& shape, const ProblemSettings& settings);

}  // namespace megabandit
