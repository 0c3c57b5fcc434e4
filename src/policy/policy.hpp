#pragma once
// A policy is a tower and a table: score(x, a) = <tower(x), table_a> / temperature, pi = softmax over the
// catalogue.

#include <cstdint>
#include <memory>
#include <span>

#include "base/ids.hpp"
#include "base/matrix.hpp"
#include "policy/tower.hpp"
#include "softmax/catalogue.hpp"

namespace megabandit {

struct PolicyShape {
  TowerShape tower;
  TableKind table{};
  double temperature = 1;  ///< > 0
  std::uint64_t actions = 0;
};

/// Whether the scores of such a policy are linear in all that is learned.
bool linear(TowerKind tower, TableKind table);

/// The rows of a table that a rank holds: those of slice_range(actions, rank, ranks) of the group.
struct TablePart {
  RowMatrix<float> rows;          ///< [n, tower.columns]
  std::uint64_t first = 0;        ///< the action of the first one
  Communicator* group = nullptr;  ///< the ranks that hold the other rows; null: there are none
};

/// Where a table is cut over ranks, so is what is learned of it: `parameters` are the tower's, which all
/// ranks have, then those of the rank's own rows.
class Policy {
 public:
  /// All rows of the table, [actions, tower.columns]; a fixed table is kept as it is, a trained one starts
  /// there. @throws DataError when an entry is not finite or too large for sums in single precision
  Policy(PolicyShape shape, RowMatrix<float> table);
  /// @collective over the part's group, which outlives the policy
  Policy(PolicyShape shape, TablePart part);

  const PolicyShape& shape() const { return shape_; }
  const Tower& tower() const { return *tower_; }
  RowsView<float> table() const {
    return {part_.rows.data(), part_.rows.rows(), part_.rows.cols()};
  }  ///< own rows
  const Catalogue& catalogue() const { return *catalogue_; }
  /// How often the table was set: the same number, the same rows.
  std::uint64_t table_version() const { return table_version_; }

  /// Whether scores are linear in the parameters, which makes PWLL objectives concave.
  bool linear() const { return megabandit::linear(shape_.tower.kind, shape_.table); }

  /// All that is learned: the tower's parameters, then a trained table row by row, as single precision has
  /// them.
  Vector parameters() const;
  std::uint64_t parameter_count() const { return tower_parameters() + trained_numbers(shape_.actions); }
  std::uint64_t own_parameter_count() const;
  std::uint64_t tower_parameters() const { return tower_->parameters(); }
  std::span<const double> tower_part() const {
    return {tower_numbers_.data(), static_cast<std::size_t>(tower_numbers_.size())};
  }
  /// @collective over the catalogue's group  @throws DataError, on all its ranks, as the constructor
  void set_parameters(const Vector& parameters);

  /// The tower's alone, [tower_parameters()].
  void set_tower(std::span<const double> parameters);

  /// Starts the tower at `scale` times random numbers.
  void initialise_tower(std::uint64_t seed, double scale);

  /// Queries of the contexts in pass.input: tower(x) / temperature, [n, columns]. Fills `pass`.
  RowMatrix<double> queries(TowerPass& pass) const;

  /// <query, table_a>, in double; of an action whose row is here.
  double score(const Eigen::Ref<const Eigen::RowVectorXd>& query, ActionId action) const;

 private:
  void look_at_table();
  std::uint64_t trained_numbers(std::uint64_t actions) const;

  PolicyShape shape_;
  std::unique_ptr<Tower> tower_;
  TablePart part_;
  std::unique_ptr<Catalogue> catalogue_;  // views part_
  std::uint64_t table_version_ = 0;
  Vector tower_numbers_;
};

/// A start for some rows of a trained table: `scale` times standard normal numbers, named by their action.
RowMatrix<float> random_table(const ActionRange& actions, std::uint64_t columns, std::uint64_t seed,
                              double scale);

}  // namespace megabandit
