#include "world/truncated_svd.hpp"

#include <gtest/gtest.h>

#include <Eigen/SVD>

#include "world/random_matrix.hpp"

namespace megabandit {
namespace {

/// A random matrix with a falling spectrum, a third of whose entries are left.
SparseRows sparse(Eigen::Index rows, Eigen::Index columns) {
  RowMatrix<double> dense = normal_rows(1, WorldDraw::projection, 0, rows, columns);
  for (Eigen::Index k = 0; k < columns && columns <= rows; ++k) dense.col(k) *= std::pow(0.9, k);
  for (Eigen::Index i = 0; i < rows && columns > rows; ++i) dense.row(i) *= std::pow(0.9, i);
  SparseRows matrix = dense.cast<float>().sparseView(0.6f, 1.0f);
  matrix.makeCompressed();
  return matrix;
}

// With 7 products by A^T A, singular values below the 10 extra vectors are damped by (their ratio)^14: here
// under 1e-4.
class TruncatedSvdShapes : public ::testing::TestWithParam<std::pair<int, int>> {};

TEST_P(TruncatedSvdShapes, agree_with_the_full_decomposition) {
  const auto [rows, columns] = GetParam();
  const SparseRows matrix = sparse(rows, columns);
  const Eigen::BDCSVD<Eigen::MatrixXd> full(Eigen::MatrixXd(matrix.cast<double>()), Eigen::ComputeThinV);
  const TruncatedSvd svd = truncated_svd(matrix, 8, 3);
  ASSERT_EQ(svd.right.rows(), columns);
  ASSERT_EQ(svd.right.cols(), std::min(8, columns));
  for (Eigen::Index k = 0; k < svd.right.cols(); ++k) {
    const double exact = k < full.singularValues().size() ? full.singularValues()[k] : 0;
    EXPECT_NEAR(svd.singular[k], exact, 1e-3 * full.singularValues()[0]) << k;
  }
  // Spans: the part of A that the vectors keep is the best there is.
  const Eigen::MatrixXd right = svd.right.cast<double>();
  EXPECT_TRUE(
      (right.transpose() * right).isApprox(Eigen::MatrixXd::Identity(right.cols(), right.cols()), 1e-5));
  const Eigen::Index kept = std::min<Eigen::Index>(right.cols(), full.singularValues().size());
  EXPECT_NEAR((Eigen::MatrixXd(matrix.cast<double>()) * right).norm(),
              full.singularValues().head(kept).norm(), 1e-3 * full.singularValues()[0]);
}

INSTANTIATE_TEST_SUITE_P(Shapes, TruncatedSvdShapes,
                         ::testing::Values(std::pair{200, 60}, std::pair{60, 200}, std::pair{5, 30},
                                           std::pair{30, 5},
                                           std::pair{40, 5000}));  // the last: A^T A is not formed

TEST(TruncatedSvd, is_the_same_each_time) {
  const SparseRows matrix = sparse(90, 70);
  EXPECT_EQ(truncated_svd(matrix, 6, 3).right, truncated_svd(matrix, 6, 3).right);
}

TEST(TruncatedSvd, maps_rows_as_the_dense_product_does) {
  const SparseRows matrix = sparse(20, 12);
  const RowMatrix<float> map = RowMatrix<float>::Random(12, 3);
  EXPECT_TRUE(mapped(matrix, map).isApprox(RowMatrix<float>(matrix) * map, 1e-5f));
}

}  // namespace
}  // namespace megabandit
