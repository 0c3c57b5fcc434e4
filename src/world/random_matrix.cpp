#include "world/random_matrix.hpp"

#include <Eigen/QR>

#include "base/random.hpp"

namespace megabandit {

RowMatrix<double> normal_rows(std::uint64_t seed, WorldDraw draw, std::uint64_t first, Eigen::Index rows,
                              Eigen::Index columns) {
  RowMatrix<double> matrix(rows, columns);
  for (Eigen::Index i = 0; i < rows; ++i) {
    const DrawName name{.seed = seed,
                        .stream = Stream::world,
                        .epoch = static_cast<std::uint32_t>(draw),
                        .index = first + static_cast<std::uint64_t>(i)};
    for (Eigen::Index k = 0; k < columns; ++k) matrix(i, k) = normal(name, static_cast<std::uint32_t>(k));
  }
  return matrix;
}

RowMatrix<double> random_rotation(std::uint64_t seed, WorldDraw draw, Eigen::Index size) {
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(normal_rows(seed, draw, 0, size, size));
  return qr.householderQ() * Eigen::MatrixXd::Identity(size, size);
}

}  // namespace megabandit
