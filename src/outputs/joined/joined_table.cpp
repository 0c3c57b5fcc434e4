#include "outputs/joined/joined_table.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {
namespace {

// Of outputs' squared distances from their centre to the spread: above it the scores of single precision are
// wrong by more than some thousandths.
constexpr double kMostSpreads = 4096;

// A power of two that brings numbers of up to this size to at most 1.
double scale_for(double largest) {
  int exponent = 0;
  std::frexp(largest, &exponent);
  return std::ldexp(1.0, -exponent);
}

// The mean of rows spread over the catalogue: the same for any cut of it.
Eigen::RowVectorXd centre_of(const Catalogue& outputs) {
  return outputs.landmarks.cast<double>().colwise().mean();
}

double largest_over(Communicator* group, double own) {
  if (group != nullptr) group->max({&own, 1});
  return own;
}

}  // namespace

JoinedTable::JoinedTable(const Catalogue& like, const OutputTable& outputs, Eigen::Index weights,
                         Eigen::Index carried)
    : weights_(weights),
      carried_(carried),
      first_(like.slice.first),
      actions_(like.actions),
      group_(like.group),
      spread_(outputs.spread) {
  const RowsView<float> own(outputs.rows.data(), outputs.rows.rows(), outputs.rows.cols());
  centre_ = centre_of(make_catalogue({own, first_}, actions_, group_));
  const RowMatrix<double> centred = own.cast<double>().rowwise() - centre_;
  const Eigen::VectorXd square = centred.rowwise().squaredNorm();
  const bool some = own.rows() > 0;
  const double farthest = largest_over(group_, some ? square.maxCoeff() : 0),
               largest = largest_over(group_, some ? centred.cwiseAbs().maxCoeff() : 0);
  if (farthest > kMostSpreads * spread_)
    throw ConfigError(
        fmt::format("density.bandwidth: outputs are up to {:.3g} from their middle, {:.0f} times the "
                    "kernel's width {:.3g}: too "
                    "narrow to sum over all actions in single precision; set density.mode = \"sparse\", or a "
                    "larger width",
                    std::sqrt(farthest), std::sqrt(farthest / spread_), std::sqrt(spread_)));
  output_scale_ = scale_for(largest);
  square_scale_ = scale_for(farthest);
  rows_ = RowMatrix<float>::Zero(own.rows(), weights + own.cols() + 1 + carried);
  rows_.middleCols(weights, own.cols()) = (centred * output_scale_).cast<float>();
  rows_.col(weights + own.cols()) = (square * square_scale_).cast<float>();
}

void JoinedTable::set(const RowsView<float>* weights, const RowsView<float>* carried) {
  if (weights != nullptr) rows_.leftCols(weights_) = *weights;
  if (carried != nullptr) rows_.rightCols(carried_) = *carried;
  catalogue_.emplace(
      make_catalogue({RowsView<float>(rows_.data(), rows_.rows(), rows_.cols()), first_}, actions_, group_));
}

Eigen::RowVectorXd JoinedTable::output_query(const Eigen::Ref<const Eigen::RowVectorXd>& pivot) const {
  Eigen::RowVectorXd query(output_columns());
  query.head(centre_.size()) = (pivot - centre_) / (spread_ * output_scale_);
  query[centre_.size()] = -1 / (2 * spread_ * square_scale_);
  return query;
}

}  // namespace megabandit
