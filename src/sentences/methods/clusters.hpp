#pragma once
// Clusters of actions, by k-means on their embeddings (DSO specification 1.8).

#include <cstdint>
#include <vector>

#include "base/matrix.hpp"

namespace megabandit {

struct Clusters {
  std::vector<std::uint32_t> of_action;  ///< [A]
  RowMatrix<float> centres;              ///< [k, d], means of the clusters' members

  Eigen::Index count() const { return centres.rows(); }
  /// sums[i, c]: what row i of `values` [n, A] adds up to over the cluster, [n, k].
  RowMatrix<float> sums(const RowMatrix<float>& values) const;
};

/// At most `count` clusters, and no more than half as many as there are rows (4.P27), but at least 1; the
/// same for the same seed. Lloyd's iterations from k-means++ starts.
Clusters cluster_actions(const RowMatrix<float>& embeddings, std::uint64_t count, std::uint64_t seed);

}  // namespace megabandit
