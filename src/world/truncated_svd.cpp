#include "world/truncated_svd.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Eigenvalues>
#include <Eigen/QR>

#include "world/random_matrix.hpp"

namespace megabandit {
namespace {

constexpr Eigen::Index kOversampling = 10;
constexpr int kIterations = 6;                ///< each squares the gap between what is wanted and the rest
constexpr Eigen::Index kDenseColumns = 4096;  ///< up to here A^T A is formed once: 128 MB

/// What A^T A does to a block of vectors.
class GramProduct {
 public:
  explicit GramProduct(const SparseRows& matrix) : matrix_(matrix) {
    if (matrix.cols() > kDenseColumns) return;
    gram_ = RowMatrix<double>::Zero(matrix.cols(), matrix.cols());
    for (Eigen::Index row = 0; row < matrix.rows(); ++row)
      for (SparseRows::InnerIterator left(matrix, row); left; ++left)
        for (SparseRows::InnerIterator right(matrix, row); right; ++right)
          gram_(left.col(), right.col()) += double{left.value()} * double{right.value()};
  }

  RowMatrix<double> operator()(const RowMatrix<double>& vectors) const {
    if (gram_.size() > 0) return gram_ * vectors;
    RowMatrix<double> out = RowMatrix<double>::Zero(vectors.rows(), vectors.cols());
    Eigen::RowVectorXd image(vectors.cols());
    for (Eigen::Index row = 0; row < matrix_.rows(); ++row) {
      image.setZero();
      for (SparseRows::InnerIterator entry(matrix_, row); entry; ++entry)
        image += double{entry.value()} * vectors.row(entry.col());
      for (SparseRows::InnerIterator entry(matrix_, row); entry; ++entry)
        out.row(entry.col()) += double{entry.value()} * image;
    }
    return out;
  }

 private:
  const SparseRows& matrix_;
  RowMatrix<double> gram_;
};

RowMatrix<double> orthonormal(const RowMatrix<double>& vectors) {
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(vectors);
  return qr.householderQ() * Eigen::MatrixXd::Identity(vectors.rows(), vectors.cols());
}

/// Singular vectors are unique up to their sign.
void fix_signs(RowMatrix<float>& vectors) {
  for (Eigen::Index k = 0; k < vectors.cols(); ++k) {
    Eigen::Index largest = 0;
    vectors.col(k).cwiseAbs().maxCoeff(&largest);
    if (vectors(largest, k) < 0) vectors.col(k) *= -1;
  }
}

}  // namespace

TruncatedSvd truncated_svd(const SparseRows& matrix, std::uint64_t rank, std::uint64_t seed) {
  const GramProduct gram(matrix);
  const Eigen::Index columns = matrix.cols(), wanted = std::min(static_cast<Eigen::Index>(rank), columns);
  const Eigen::Index width = std::min(wanted + kOversampling, columns);
  RowMatrix<double> basis = orthonormal(normal_rows(seed, WorldDraw::svd_start, 0, columns, width));
  for (int i = 0; i < kIterations; ++i) basis = orthonormal(gram(basis));

  // Within the subspace found, the exact answer (Rayleigh and Ritz); eigenvalues come in increasing order.
  const Eigen::MatrixXd inside = basis.transpose() * gram(basis);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen((inside + inside.transpose()) / 2);
  TruncatedSvd svd;
  svd.singular = eigen.eigenvalues().tail(wanted).reverse().cwiseMax(0).cwiseSqrt();
  svd.right = (basis * eigen.eigenvectors().rightCols(wanted).rowwise().reverse()).cast<float>();
  fix_signs(svd.right);
  return svd;
}

RowMatrix<float> mapped(const SparseRows& matrix, const RowMatrix<float>& map) {
  RowMatrix<float> out = RowMatrix<float>::Zero(matrix.rows(), map.cols());
  for (Eigen::Index row = 0; row < matrix.rows(); ++row)
    for (SparseRows::InnerIterator entry(matrix, row); entry; ++entry)
      out.row(row) += entry.value() * map.row(entry.col());
  return out;
}

}  // namespace megabandit
