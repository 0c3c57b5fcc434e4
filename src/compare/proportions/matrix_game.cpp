#include "compare/proportions/matrix_game.hpp"

#include <limits>
#include <utility>
#include <vector>

namespace megabandit {
namespace {

/// max sum x  with  payoffs^T x <= 1, x >= 0: the game with x = q / value. Rows of the tableau are columns of
/// the game and, last, the objective; its columns are rows of the game and, last, the right-hand side. What
/// is basic swaps places with what is not (condensed tableau).
class Tableau {
 public:
  explicit Tableau(const Eigen::MatrixXd& payoffs)
      : cells_(payoffs.cols() + 1, payoffs.rows() + 1), basic_(static_cast<std::size_t>(payoffs.cols()), -1) {
    cells_.topLeftCorner(payoffs.cols(), payoffs.rows()) = payoffs.transpose();
    cells_.col(payoffs.rows()).setOnes();
    cells_.row(payoffs.cols()).setConstant(-1);
    cells_(payoffs.cols(), payoffs.rows()) = 0;
    for (Eigen::Index j = 0; j < payoffs.rows(); ++j) free_.push_back(j);
  }

  /// One exchange; false where none is left that gains.
  bool improve() {
    Eigen::Index in = 0;
    if (cells_.row(rows()).head(columns()).minCoeff(&in) >= -1e-13) return false;
    const Eigen::Index out = first_bound(in);
    if (out < 0) return false;
    exchange(out, in);
    return true;
  }

  Vector solution() const {
    Vector x = Vector::Zero(columns());
    for (Eigen::Index r = 0; r < rows(); ++r)
      if (const auto variable = basic_[static_cast<std::size_t>(r)]; variable >= 0)
        x[variable] = cells_(r, columns());
    return x;
  }

 private:
  Eigen::Index rows() const { return cells_.rows() - 1; }
  Eigen::Index columns() const { return cells_.cols() - 1; }

  Eigen::Index first_bound(Eigen::Index in) const {
    Eigen::Index out = -1;
    double least = std::numeric_limits<double>::infinity();
    for (Eigen::Index r = 0; r < rows(); ++r) {
      if (cells_(r, in) <= 1e-13) continue;
      const double bound = cells_(r, columns()) / cells_(r, in);
      if (bound < least) {
        least = bound;
        out = r;
      }
    }
    return out;
  }

  void exchange(Eigen::Index out, Eigen::Index in) {
    const double pivot = cells_(out, in);
    const Vector column = cells_.col(in);
    cells_.row(out) /= pivot;
    cells_.col(in).setZero();
    cells_(out, in) = 1 / pivot;
    for (Eigen::Index r = 0; r <= rows(); ++r) {
      if (r == out || column[r] == 0) continue;
      cells_.row(r) -= column[r] * cells_.row(out);
    }
    std::swap(basic_[static_cast<std::size_t>(out)], free_[static_cast<std::size_t>(in)]);
  }

  RowMatrix<double> cells_;
  std::vector<Eigen::Index> basic_, free_;  ///< row of the game, -1: a slack
};

}  // namespace

GameSolution solve_game(const Eigen::MatrixXd& payoffs) {
  const double scale = payoffs.maxCoeff();
  Tableau tableau(payoffs / scale);
  for (Eigen::Index step = 0; step < 20 * (payoffs.rows() + payoffs.cols()) && tableau.improve(); ++step) {
  }
  GameSolution best;
  const Vector x = tableau.solution().cwiseMax(0);
  best.rows = x / x.sum();
  best.value = (best.rows.transpose() * payoffs).maxCoeff();
  return best;
}

}  // namespace megabandit
