#pragma once
// From credits to gradients. A point credit c of (context x, action a) pushes the scores by c (e_a - pi(x)).

#include <functional>
#include <span>

#include "policy/panel.hpp"

namespace megabandit {

/// @local  The gradient of one block by its contexts' queries, [contexts of the part, columns]. `credit`: of
/// every live round of the part. The panel must hold the mean.
RowMatrix<double> query_gradient(const Panel& panel, const PanelPart& part, std::span<const double> credit);

/// @local  Adds the tower's part of the gradient of one block to `gradient` ([tower_parameters]). `credit`:
/// of every live round of the panel. The panel must hold the mean.
void add_tower_gradient(const Policy& policy, const Panel& panel, const PanelPart& part,
                        std::span<const double> credit, std::span<double> gradient);

/// One number for every live round of a part.
using Credit = std::span<const double>;

/// Receives the gradient of the rank's own rows piece by piece; pieces of the same rows add up. Runs are of
/// whole spans of actions, so that they do not depend on how the table is cut.
struct TakeTableGradient {
  std::function<void(ActionId first, std::span<const float> rows)> rows;  ///< a run of rows, flat
  std::function<void(ActionId action, std::span<const double> row)> row;
};

/// What the queries of a part add to every row of the table: `weighted` times the row's probability.
struct RowSums {
  RowMatrix<float> queries, weighted;  ///< [n, columns]
  std::span<const double> log_z;       ///< [n]
  RowMatrix<float> field = {};         ///< [n, columns of the field]: not empty, then times u - centre too
  std::vector<float> centre = {};
};

/// Rows to which sums go.
struct SummedRows {
  const Slice& slice;
  const SoftmaxKernel& kernel;
  std::size_t threads = 1;
  Eigen::Index columns = 0;  ///< so many of the first columns are handed out
};

/// @local  Hands them to `take`. Threads take spans, and all pieces of a span come one after another, so that
/// what they are added to stays in the cache.
void give_row_sums(const SummedRows& to, const ActionField* field, std::span<const RowSums> parts,
                   const TakeTableGradient& take);
/// Those of the policy's own rows.
void give_row_sums(const Scoring& scoring, std::span<const RowSums> parts, const TakeTableGradient& take);

/// The sum of the credits of every context of a part.
Vector context_credit(const Panel& panel, const PanelPart& part, Credit credit);

/// @local  Hands the trained table's part of the gradient to `take`: a piece for every part and span, and one
/// for every logged row. `credit`: of the panel's first parts; empty: the part is left out.
void give_table_gradient(const Scoring& scoring, const Panel& panel, std::span<const Credit> credit,
                         const TakeTableGradient& take);

}  // namespace megabandit
