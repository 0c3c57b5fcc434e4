#pragma once
// Rounds spread over a log, the same on all ranks: to look at before anything is learned.

#include <vector>

#include "outputs/sight/outputs_of_rounds.hpp"
#include "outputs/sight/pivots.hpp"
#include "policy/panel.hpp"

namespace megabandit {

/// Where a round is in its log.
struct RoundPlace {
  std::uint64_t block = 0;
  std::uint64_t round = 0;  ///< within the block
};

/// By column, in the order of the log.
struct LogSample {
  RowMatrix<float> features;  ///< [n, d]
  RowMatrix<double> output;   ///< [n, e]  what was seen, before a pivot is drawn
  std::vector<RoundPlace> place;
  std::vector<ActionId> action;
  std::vector<float> pscore;
  std::uint64_t output_columns = 0;  ///< of `output`, the first ones: those that pivots move

  std::uint64_t size() const { return action.size(); }
};

/// @collective over `ranks`, among which the log is cut  About `count` rounds, or all where there are fewer.
/// They do not depend on the number of ranks.
LogSample sample_log(Shard& shard, Communicator& ranks, const OutputsOfRounds& outputs, std::uint64_t count);

/// @local  The sample as a panel of one part, a context for each round, at the first pivot of each; nothing
/// is scored.
Panel panel_of(const LogSample& sample, const Policy& policy, const Pivots& pivots);

}  // namespace megabandit
