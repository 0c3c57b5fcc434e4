#pragma once
// The vocabulary of a log: what was seen (context), what was done (action), what came of it (reward), and
// with which probability it was done (pscore). Names as in the Open Bandit Pipeline.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/matrix.hpp"

namespace megabandit {

/// Logged interactions by column; entry i of each column is one round. Optional columns are empty or as long
/// as the others.
struct Rounds {
  std::vector<ContextId> context;
  std::vector<ActionId> action;
  std::vector<float> reward;            ///< finite
  std::vector<float> pscore;            ///< logging propensity of the action, in (0, 1]
  std::vector<std::uint32_t> position;  ///< slot in which the action was shown, 0-based (optional)
  std::vector<std::int64_t> timestamp;  ///< microseconds since 1970 UTC (optional)
  std::vector<std::uint8_t> split;      ///< index into LogPart::splits (optional)
  RowMatrix<float> output = {};         ///< [n, e] embedding of what the user saw; finite (optional)

  std::uint64_t size() const { return action.size(); }
};

/// Expected rewards that are known beside the log: row c lists the actions whose expected reward in context c
/// differs from `otherwise`. Compressed rows: those of context c are [offset[c], offset[c + 1]).
struct Truth {
  std::vector<std::uint64_t> offset;  ///< contexts + 1 entries
  std::vector<ActionId> action;       ///< increasing within a row
  std::vector<float> reward;          ///< expected reward of that action
  float otherwise = 0;                ///< expected reward of every action not listed
};

/// Expected rewards that are a product: that of action a in context c is <context_c, action_a>.
struct FactoredTruth {
  RowMatrix<float> context;  ///< [contexts, t]
  RowMatrix<float> action;   ///< [K, t]; to be written: of rank 0, others may have no rows
};

/// What is known of the actions. Every member may be empty.
struct ActionColumns {
  RowMatrix<float> embedding;          ///< [K, k]
  std::vector<std::string> name;       ///< UTF-8 [K]
  std::vector<std::uint32_t> cluster;  ///< [K]
  RowMatrix<float> output = {};        ///< [K, e] mean of what a user sees of it (less OutputLaw's shift)
};

/// What users see of actions: output = shift of the context + output of the action + N(0, noise^2 I).
struct OutputLaw {
  double noise = 0;             ///< standard deviation, >= 0; 0: always the same output
  RowMatrix<float> shift = {};  ///< [contexts, e]; empty: none
};

/// One rank's part of a log that is to be written: contexts are its own, numbered from 0, and each is written
/// once.
struct LogPart {
  RowMatrix<float> features;   ///< [own contexts, d]; d is the same on all ranks, 0 contexts are fine
  Rounds rounds;               ///< context: row of `features`; any order, the writer sorts by context
  std::optional<Truth> truth;  ///< of the own contexts; present on all ranks or on none
  std::optional<FactoredTruth> factored_truth = {};  ///< the same; at most one of the two truths
  std::optional<OutputLaw> output_law = {};  ///< `shift` of the own contexts; present on all ranks or on none
  std::vector<std::uint32_t> query = {};     ///< of each own context: its query in a bank (optional)

  // The same on every rank:
  std::uint64_t actions = 0;        ///< K
  std::vector<std::string> splits;  ///< names, e.g. {"train", "test"}; empty: no splits
  std::string encoding =
      "{\"kind\":\"numeric\"}";  ///< JSON, how features came about: log/context_encoder.hpp
  std::string logging_policy;    ///< JSON, how pscore came about; empty: unknown
  std::string created_by;        ///< the command that made it

  ActionColumns catalogue;  ///< read on rank 0 only
};

}  // namespace megabandit
