#include "density/kappa.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/check.hpp"
#include "density/log_sum.hpp"

namespace megabandit {
namespace {

std::size_t outputs_of_each(std::size_t outputs, std::size_t actions) {
  const bool even = actions > 0 && outputs > 0 && outputs % actions == 0;
  MEGABANDIT_CHECK(cheap, even, "{} outputs do not go evenly to {} actions", outputs, actions);
  return outputs / actions;
}

}  // namespace

OutputDistances::OutputDistances(RowsView<float> outputs)
    : centre_(outputs.cast<double>().colwise().mean()), outputs_(outputs.cast<double>().rowwise() - centre_) {
  squares_ = outputs_.rowwise().squaredNorm().transpose();
}

RowMatrix<double> OutputDistances::squared(const Eigen::Ref<const RowMatrix<double>>& pivots) const {
  const RowMatrix<double> centred = pivots.rowwise() - centre_;
  RowMatrix<double> squared = -2 * centred * outputs_.transpose();
  squared.rowwise() += squares_;
  squared.colwise() += centred.rowwise().squaredNorm();
  return squared.cwiseMax(0.0);
}

RowMatrix<double> log_kappa(const SmoothedKernel& kernel, const OutputDistances& outputs,
                            const Eigen::Ref<const RowMatrix<double>>& pivots) {
  RowMatrix<double> values = outputs.squared(pivots);
  std::ranges::transform(values.reshaped(), values.reshaped().begin(),
                         [&](double squared) { return kernel.log_value(squared); });
  return values;
}

void log_kappa_of_bank(const SmoothedKernel& kernel, std::span<const double> pivot, RowsView<float> outputs,
                       std::span<double> log_kappa) {
  const auto each = outputs_of_each(static_cast<std::size_t>(outputs.rows()), log_kappa.size());
  const Eigen::Map<const Eigen::RowVectorXd> from(pivot.data(), static_cast<Eigen::Index>(pivot.size()));
  std::vector<double> values(each);
  for (std::size_t action = 0, row = 0; action < log_kappa.size(); ++action) {
    for (double& value : values)
      value = kernel.log_value(
          (outputs.row(static_cast<Eigen::Index>(row++)).cast<double>() - from).squaredNorm());
    log_kappa[action] = log_mean_exp(values);
  }
}

void log_kappa_of_partition(std::uint32_t pivot, std::span<const std::uint32_t> clusters,
                            std::span<double> log_kappa) {
  const auto each = outputs_of_each(clusters.size(), log_kappa.size());
  for (std::size_t action = 0; action < log_kappa.size(); ++action) {
    const auto alike = std::ranges::count(clusters.subspan(action * each, each), pivot);
    log_kappa[action] = std::log(static_cast<double>(alike) / static_cast<double>(each));
  }
}

}  // namespace megabandit
