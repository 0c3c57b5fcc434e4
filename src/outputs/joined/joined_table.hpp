#pragma once
// With a Gaussian kernel pi(a) kappa(a) is a softmax again: score + log kappa is the product of a query and
// the row [row of the policy | output | |output|^2]. So the softmax kernels sum over all actions what is
// seen, at full speed and wherever the rows are. A partition kernel does the same with a code of the cluster
// as output.

#include <optional>

#include "base/matrix.hpp"
#include "softmax/catalogue.hpp"

namespace megabandit {

/// log kappa_i(a) = -|pivot_i - output_a|^2 / (2 spread), up to what does not depend on a.
struct OutputTable {
  RowMatrix<float> rows;  ///< [own rows, e], of the catalogue's slice
  double spread = 1;      ///< h^2 + variance of outputs, > 0
};

class JoinedTable {
 public:
  /// @collective over `like.group`  A table for the actions of `like` and the outputs of the same slice.
  /// `weights`, `carried`: columns of rows that will come before and after the outputs.
  /// @throws ConfigError, on all ranks, when the bandwidth is too small for sums in single precision
  JoinedTable(const Catalogue& like, const OutputTable& outputs, Eigen::Index weights, Eigen::Index carried);

  /// @collective over the group  Sets the first columns (those a query weighs) and the last ones (those whose
  /// mean alone is wanted); null: there are none.
  void set(const RowsView<float>* weights, const RowsView<float>* carried);

  const Catalogue& catalogue() const { return *catalogue_; }
  Eigen::Index carried_column() const { return rows_.cols() - carried_; }

  /// The part of a query that makes log kappa + |pivot|^2 / (2 spread), to stand in columns
  /// [weights, weights + output_columns()).
  Eigen::RowVectorXd output_query(const Eigen::Ref<const Eigen::RowVectorXd>& pivot) const;
  /// What a row of outputs and such a query make more than log kappa: |pivot|^2 / (2 spread).
  double surplus(const Eigen::Ref<const Eigen::RowVectorXd>& pivot) const {
    return (pivot - centre_).squaredNorm() / (2 * spread_);
  }
  Eigen::Index output_columns() const { return centre_.size() + 1; }
  Eigen::Index first_output_column() const { return weights_; }

 private:
  RowMatrix<float> rows_;  // [own rows, weights + e + 1 + carried]
  Eigen::Index weights_, carried_;
  std::uint64_t first_, actions_;
  Communicator* group_;
  double spread_;
  Eigen::RowVectorXd centre_;
  double output_scale_ = 1, square_scale_ = 1;  // powers of two by which columns were multiplied
  std::optional<Catalogue> catalogue_;
};

}  // namespace megabandit
