#pragma once
// What a round stands for where not its action counts but what the user saw of it. Which action it came from
// is then not known, only how likely each action makes what was seen: with pi(seen | x) = sum_a pi(a | x)
// kappa(a) in the place of pi(action | x), and the posterior's mean row in the place of the action's row,
// rounds are credited as ever (DSO specification 1.9.2). src/outputs/ has the ways to compute it.

#include <cstdint>
#include <span>
#include <vector>

#include "base/ids.hpp"
#include "base/matrix.hpp"
#include "log/shard.hpp"

namespace megabandit {

enum class PassWants;
struct Panel;
struct PanelPart;
struct Scoring;
struct TakeTableGradient;

/// The actions that may have made what was seen, and how likely each did. Compressed rows.
struct PosteriorLists {
  std::vector<std::size_t> first{0};
  std::vector<ActionId> action;
  std::vector<float> weight;  ///< sum to 1
};

/// The live rounds of a panel as they are seen, by column.
struct SeenRounds {
  RowMatrix<double> pivot;          ///< [rounds, e]  what is looked at; the context's shift is subtracted
  std::vector<std::uint64_t> name;  ///< of round and pivot within the log
  RowMatrix<float> row;             ///< [rounds, columns]  the posterior's mean row
  std::uint64_t unsupported =
      0;  ///< entries left out: the policy that logged makes nothing that is seen there

  // What hands out the posterior, as the way of seeing needs it: a softmax over a joined table, or lists.
  RowMatrix<float> queries;   ///< [rounds, joined columns]
  std::vector<double> log_z;  ///< [rounds]
  PosteriorLists lists;
  bool empty() const { return name.empty(); }
};

class Seen {
 public:
  virtual ~Seen() = default;
  /// How many entries of a panel a round becomes in a pass; its reward counts in each.
  virtual std::uint64_t entries() const = 0;
  /// @local  What is looked at in entry `entry` of a round in pass `epoch`: fills `pivot` [e] and returns the
  /// name.
  virtual std::uint64_t look(const BlockView& block, std::size_t round, std::uint64_t entry,
                             std::uint32_t epoch, std::span<double> pivot) const = 0;
  virtual std::uint64_t columns() const = 0;  ///< e
  /// Whether score() brings log_z and the mean too, so that no pass over the catalogue is needed.
  virtual bool normalises() const { return false; }
  /// @collective over the catalogue's group, whose ranks give the same panel  Fills log_prob, pscore and seen
  /// of a panel that knows its queries and log_z.
  virtual void score(const Scoring& scoring, Panel& panel, PassWants wants) = 0;
  /// @local  Hands the posterior's part of a trained table's gradient to `take`: `credit` [rounds of the
  /// part] times the query, spread over the actions.
  virtual void give_rows(const Scoring& scoring, const Panel& panel, const PanelPart& part,
                         std::span<const double> credit, const TakeTableGradient& take) const = 0;
};

}  // namespace megabandit
