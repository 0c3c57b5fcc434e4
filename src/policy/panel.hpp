#pragma once
// Some blocks of the log, seen through a policy: what is scored together in one pass over the catalogue.
//
// Only live rounds are in it, and only contexts that have one: the partition function depends on the context
// alone, so equal contexts cost one softmax, and a round whose credit is zero costs none. A block's rows are
// computed from the block alone (towers) or row by row (softmax), so how blocks are gathered into panels does
// not change a bit.

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "log/shard.hpp"
#include "policy/scoring.hpp"
#include "policy/table_rows.hpp"

namespace megabandit {

/// Marks the rounds (by reward and pscore) that take part: live[i] = 1.
using FindLive = std::function<void(std::span<const float> reward, std::span<const float> pscore,
                                    std::span<std::uint8_t> live)>;

/// One block's rows of a panel.
struct PanelPart {
  BlockId block;
  Range contexts;                          ///< rows of the panel's queries
  Range rounds;                            ///< entries of the panel's round columns
  std::vector<std::uint32_t> block_row;    ///< of each context: its row in the block
  std::vector<std::uint32_t> block_round;  ///< of each entry of `rounds`: its round in the block
  TowerPass pass;
  Vector entries = {};  ///< of each context: how many, those that are left out later among them
};

struct Panel {
  std::vector<PanelPart> parts;
  RowMatrix<double> queries;  ///< [n, columns]
  std::vector<double> log_z;  ///< [n]
  RowMatrix<float> mean;      ///< E_pi[table_a], [n, columns]; empty unless asked for

  // With a field u = level + <query, row>, else empty.
  RowMatrix<float> field;          ///< its queries, [n, columns of its rows]
  std::vector<double> level;       ///< [n]
  std::vector<double> mean_field;  ///< E_pi[u - level], [n]
  RowMatrix<float> weighed_mean;  ///< E_pi[(u - level) table_a], [n, columns], when the mean is asked for too

  // Live rounds, by column.
  std::vector<std::uint32_t> context;  ///< row of `queries`
  std::vector<ActionId> action;
  TableRows row;  ///< the action's row of the table
  std::vector<double> reward;
  std::vector<double> pscore;
  std::vector<double> log_prob;  ///< log pi(action | context), <= 0
  /// Where what was seen counts (scoring.seen), else empty: then pscore and log_prob are those of what was
  /// seen, relative to the action logged, and have no bound.
  SeenRounds seen;

  /// What stands for the row of round i's action, [columns].
  Eigen::Map<const Eigen::RowVectorXf> logged_row(std::size_t i) const {
    if (seen.empty()) return row[i];
    return {seen.row.data() + static_cast<Eigen::Index>(i) * seen.row.cols(), seen.row.cols()};
  }
};

/// @collective over the catalogue's group, whose ranks give the same blocks  Gathers the live rounds of
/// `blocks` and scores them. What is thrown is thrown on all ranks of the group. @throws DataError when
/// scores are not finite
Panel score_blocks(const Scoring& scoring, std::span<const BlockView> blocks, const FindLive& find_live,
                   PassWants wants);

/// @local  Leaves out the entries that nothing supports, or, where every log_prob is wanted, makes theirs
/// minus infinity. `supported` has a number other than 0 for the others.
void drop_unsupported(Panel& panel, std::span<const std::uint8_t> supported, PassWants wants);

/// @local  The first `count` contexts of a part, with their rounds, as a panel of its own; of the tower's
/// pass it has the input alone.
Panel first_contexts(const Panel& panel, const PanelPart& part, std::uint64_t count);

/// @collective over the catalogue's group, whose ranks give the same panel  Scores its rounds anew. @throws
/// DataError, on all ranks of the group, when scores are not finite
void score(const Scoring& scoring, Panel& panel, PassWants wants);

}  // namespace megabandit
