#pragma once
// Kernel weights of a batch: how likely each action was to give what was seen, in the logarithm's domain (DSO
// specification 1.9.2, 1.11, 4.P10).

#include "sentences/methods/credit.hpp"
#include "sentences/methods/dense_method.hpp"

namespace megabandit {

/// The Gaussian kernel between pivots and the sentences of every action, in closed form and in floats: fit
/// for bandwidths of more than some hundredths of the length of outputs.
class KernelBlock {
 public:
  KernelBlock(const Experiment& experiment, const MethodSettings& settings);

  /// Chooses the pivots of the batch and computes everything below for them.
  void take(const Batch& batch);

  /// Pivots less what the context adds to sentences, [B, d].
  const RowMatrix<float>& pivots() const { return pivots_; }
  /// w_i = sum_a pi(a) kappa_i(a) / rho_i; NaN where the pivot is not supported.
  double weight(const Batch& batch, Eigen::Index row) const;
  /// Adds the gradient of -credit w_i, clipped in score form, to a row of the slope; counts the weight.
  void add_credit(const Batch& batch, Eigen::Index row, double clip, float credit, RowSlope slope,
                  WeightTally& tally) const;
  /// kappa_i(a) / rho_i over all actions, [A], of a supported pivot.
  auto ratios(Eigen::Index row) const { return kappa_.row(row) / density_[row]; }
  /// Logarithm of rho_i for the kernel whose highest value is 1.
  double log_density(Eigen::Index row) const;
  /// Whether the logging policy gives the pivot any density worth dividing by (density/pivot.hpp,
  /// log_density_floor).
  bool supported(Eigen::Index row) const;

 private:
  const Experiment& experiment_;
  double pivot_noise_;          // sd, 0 for centred pivots
  double scale_;                // 1 / (h^2 + v)
  double log_height_;           // of E K at distance 0
  double floor_;                // of log_density
  RowMatrix<float> offsets_;    // logged sentences less shifts, [n, d]
  RowMatrix<float> outputs_;    // transposed and times scale_, [d, A]
  Eigen::RowVectorXf heights_;  // -|output|^2 scale_ / 2
  RowMatrix<float> pivots_;
  RowMatrix<float> kappa_;                    // but for a factor of the row: its largest entry is 1
  Eigen::VectorXf largest_, sums_, density_;  // density_: rho with the same factor
};

inline Kernel kernel_of(const MethodSettings& settings) { return {settings.kernel, settings.bandwidth}; }

/// Of what is added to the difference of two sentences in the kernel: the noise of the one that is drawn and
/// of both embeddings.
double kernel_variance(const Experiment& experiment, const MethodSettings& settings);

}  // namespace megabandit
