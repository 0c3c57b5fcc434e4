#pragma once
// log kappa(a) = log E[K(pivot, output of a)] for every action (DSO specification 1.9.2): how likely an
// action makes something near the pivot.

#include <cstdint>
#include <span>

#include "base/matrix.hpp"
#include "density/smoothed_kernel.hpp"

namespace megabandit {

/// Mean outputs of actions, for distances by products of matrices. All in double, around the mean of the
/// actions: what products of large, nearly equal numbers would cancel is gone before (specification 4, P11).
/// @local throughout.
class OutputDistances {
 public:
  explicit OutputDistances(RowsView<float> outputs);  ///< [actions, e]

  /// |pivot_i - output_a|^2, never below 0; pivots [b, e], less the shift of their contexts, if there is one.
  RowMatrix<double> squared(const Eigen::Ref<const RowMatrix<double>>& pivots) const;

 private:
  Eigen::RowVectorXd centre_;
  RowMatrix<double> outputs_;  // less the centre
  Eigen::RowVectorXd squares_;
};

/// By the law of outputs: mean plus normal noise, which `kernel` has averaged over. [b, actions], at most 0.
RowMatrix<double> log_kappa(const SmoothedKernel& kernel, const OutputDistances& outputs,
                            const Eigen::Ref<const RowMatrix<double>>& pivots);

/// By a bank: the mean over outputs that were generated beforehand. `outputs`: [actions * each, e], those of
/// an action together; `log_kappa`: [actions]. Noise that the kernel itself adds (1.11, "emb_noise") is in
/// `kernel`.
void log_kappa_of_bank(const SmoothedKernel& kernel, std::span<const double> pivot, RowsView<float> outputs,
                       std::span<double> log_kappa);

/// Of a partition: the share of an action's outputs that are of the pivot's cluster. `clusters`: of outputs,
/// those of an action together, as many for each; one each where outputs are items.
void log_kappa_of_partition(std::uint32_t pivot, std::span<const std::uint32_t> clusters,
                            std::span<double> log_kappa);

}  // namespace megabandit
