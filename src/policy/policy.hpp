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

class Policy {
 public:
  /// `table`: [actions, tower.columns]; a fixed table is kept as it is, a trained one starts there.
  /// @throws DataError when an entry is not finite or too large for sums in single precision
  Policy(PolicyShape shape, RowMatrix<float> table);

  const PolicyShape& shape() const { return shape_; }
  const Tower& tower() const { return *tower_; }
  RowsView<float> table() const { return {table_.data(), table_.rows(), table_.cols()}; }
  const Catalogue& catalogue() const { return *catalogue_; }

  /// Whether scores are linear in the parameters, which makes PWLL objectives concave.
  bool linear() const;

  /// All that is learned: the tower's parameters, then a trained table row by row.
  const Vector& parameters() const { return parameters_; }
  std::uint64_t tower_parameters() const { return tower_->parameters(); }
  std::span<const double> tower_part() const { return {parameters_.data(), tower_parameters()}; }
  void set_parameters(const Vector& parameters);

  /// Starts the tower at `scale` times random numbers.
  void initialise_tower(std::uint64_t seed, double scale);

  /// Queries of the contexts in pass.input: tower(x) / temperature, [n, columns]. Fills `pass`.
  RowMatrix<double> queries(TowerPass& pass) const;

  /// <query, table_a>, in double.
  double score(const Eigen::Ref<const Eigen::RowVectorXd>& query, ActionId action) const;

 private:
  void look_at_table();

  PolicyShape shape_;
  std::unique_ptr<Tower> tower_;
  RowMatrix<float> table_;
  std::unique_ptr<Catalogue> catalogue_;  // views table_
  Vector parameters_;
};

/// A start for a trained table: `scale` times standard normal numbers.
RowMatrix<float> random_table(std::uint64_t actions, std::uint64_t columns, std::uint64_t seed, double scale);

}  // namespace megabandit
