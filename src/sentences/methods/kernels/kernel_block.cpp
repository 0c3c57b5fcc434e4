#include "sentences/methods/kernels/kernel_block.hpp"

#include <cmath>
#include <limits>

#include "density/smoothed_kernel.hpp"
#include "network/vector/network_kernel.hpp"
#include "sentences/benchmark/draws.hpp"
#include "sentences/methods/weight.hpp"

namespace megabandit {

double kernel_variance(const Experiment& experiment, const MethodSettings& settings) {
  return noise_variance(experiment.world().settings().output_noise, settings.embedding_noise);
}

KernelBlock::KernelBlock(const Experiment& experiment, const MethodSettings& settings)
    : experiment_(experiment),
      pivot_noise_(settings.pivot == PivotKind::randomised ? settings.bandwidth : 0),
      offsets_(experiment.log().outputs - experiment.log().shifts) {
  const double variance = kernel_variance(experiment, settings),
               square = settings.bandwidth * settings.bandwidth;
  scale_ = 1 / (square + variance);
  log_height_ = 0.5 * static_cast<double>(experiment.dimensions()) * std::log(square * scale_);
  const RowMatrix<float>& outputs = experiment.world().outputs();
  const auto dimensions = static_cast<int>(experiment.dimensions());
  const SmoothedKernel smoothed(kernel_of(settings), variance, dimensions);
  floor_ = smoothed.log_peak() + log_density_floor(smoothed, settings.pivot,
                                                   experiment.world().settings().output_noise, dimensions);
  outputs_ = static_cast<float>(scale_) * outputs.transpose();
  heights_ = (-0.5 * scale_ * outputs.cast<double>().rowwise().squaredNorm()).cast<float>();
}

void KernelBlock::take(const Batch& batch) {
  pivots_.resize(batch.size(), offsets_.cols());
  kappa_.resize(batch.size(), outputs_.cols());
  largest_.resize(batch.size());
  sums_.resize(batch.size());
  density_.resize(batch.size());
  for (Eigen::Index i = 0; i < batch.size(); ++i) {
    pivots_.row(i) = offsets_.row(batch.rounds[static_cast<std::size_t>(i)]);
    add_noise(experiment_.settings().seed, Purpose::pivot, batch.number(i), pivot_noise_,
              {pivots_.row(i).data(), static_cast<std::size_t>(pivots_.cols())});
  }
  network_kernel().product({batch.size(), offsets_.cols(), outputs_.cols()}, pivots_.data(), outputs_.data(),
                           kappa_.data());
  kappa_.rowwise() += heights_;
  largest_ = kappa_.rowwise().maxCoeff();
  network_kernel().exponentials(kappa_.rows(), kappa_.cols(), kappa_.data(), sums_.data());
  for (Eigen::Index i = 0; i < batch.size(); ++i)
    density_[i] = kappa_.row(i).dot(experiment_.logging().row(batch.rounds[static_cast<std::size_t>(i)]));
}

double KernelBlock::log_density(Eigen::Index row) const {
  const double distance = 0.5 * scale_ * pivots_.row(row).cast<double>().squaredNorm();
  return log_height_ + static_cast<double>(largest_[row]) - distance +
         std::log(static_cast<double>(density_[row]));
}

double KernelBlock::weight(const Batch& batch, Eigen::Index row) const {
  if (!supported(row)) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(batch.probabilities.row(row).dot(kappa_.row(row)) / density_[row]);
}

void KernelBlock::add_credit(const Batch& batch, Eigen::Index row, double clip, float credit, RowSlope slope,
                             WeightTally& tally) const {
  const double weight = this->weight(batch, row);
  const float counted = counted_weight(weight, clip, tally);
  if (counted == 0) return;
  const float scale = credit * counted / static_cast<float>(weight);
  slope.array() -=
      scale * batch.probabilities.row(row).array() * (ratios(row).array() - static_cast<float>(weight));
}

bool KernelBlock::supported(Eigen::Index row) const {
  return density_[row] > 0 && log_density(row) >= floor_;
}

}  // namespace megabandit
