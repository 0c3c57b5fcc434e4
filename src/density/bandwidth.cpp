#include "density/bandwidth.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.hpp"
#include "density/log_sum.hpp"

namespace megabandit {

double median_distance(RowsView<float> rows, std::uint64_t seed, std::uint64_t pairs) {
  if (rows.rows() < 2 || pairs == 0) return 0;
  const auto count = static_cast<std::uint64_t>(rows.rows());
  std::vector<double> distances(pairs);
  for (std::uint64_t pair = 0; pair < pairs; ++pair) {
    const DrawName name{seed, Stream::probe, 0, pair};
    const std::uint64_t one = below(name, count, 0);
    const std::uint64_t other = (one + 1 + below(name, count - 1, 1)) % count;
    distances[pair] = (rows.row(static_cast<Eigen::Index>(one)).cast<double>() -
                       rows.row(static_cast<Eigen::Index>(other)).cast<double>())
                          .norm();
  }
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(pairs / 2);
  std::ranges::nth_element(distances, middle);
  return *middle;
}

double participation(std::span<const double> log_logging, std::span<const double> log_kappa) {
  std::vector<double> of_squares(log_kappa.begin(), log_kappa.end());
  for (double& value : of_squares) value *= 2;
  const double mean = log_sum_exp(log_logging, log_kappa), square = log_sum_exp(log_logging, of_squares);
  return std::isfinite(mean) ? std::exp(2 * mean - square) : 0;
}

bool sparse_enough(double participation, std::uint64_t actions, std::uint64_t neighbours) {
  return participation * static_cast<double>(actions) <= static_cast<double>(neighbours) / 4;
}

}  // namespace megabandit
