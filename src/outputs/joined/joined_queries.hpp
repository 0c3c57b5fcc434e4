#pragma once

#include <span>
#include <vector>

#include "outputs/joined/joined_table.hpp"
#include "policy/panel.hpp"
#include "softmax/partition.hpp"

namespace megabandit {

/// The queries of a panel's entries for a joined table, and what their log Z has too much: |pivot|^2 and the
/// kernel's value at the action logged. Relative to that value densities are of moderate size in any
/// dimension, and where outputs tell actions apart they are the action's own propensities.
struct JoinedQueries {
  RowMatrix<float> queries;       ///< [entries, joined columns]
  std::vector<double> excess;     ///< [entries]
  std::vector<double> reference;  ///< [entries]  log kappa of the action logged

  /// What log Z has more than log kappa, of an entry: |pivot|^2.
  double surplus(std::size_t entry) const { return excess[entry] - reference[entry]; }

  /// @collective over the table's group
  JoinedQueries(const JoinedTable& table, const Panel& panel);

  /// Rows are weighed as by the policy whose queries these are, [contexts, columns]; `context` of each entry.
  void weigh(const RowMatrix<double>& context_queries, std::span<const std::uint32_t> context);
};

/// @collective over the table's group
Partition sum_over(const JoinedTable& table, const RowMatrix<float>& queries, PassWants wants,
                   const SoftmaxKernel& kernel, std::size_t threads);

}  // namespace megabandit
