#include "outputs/joined/joined_density.hpp"

#include <cmath>

#include "outputs/logging_scores.hpp"

namespace megabandit {
namespace {

Eigen::Index columns_of(const Policy* policy) { return policy == nullptr ? 0 : policy->table().cols(); }

void take_exponentials(std::span<double> numbers) {
  for (double& number : numbers) number = std::exp(number);
}

}  // namespace

JoinedDensity::JoinedDensity(const Catalogue& like, const OutputTable& outputs,
                             std::unique_ptr<Policy> logging, const SoftmaxKernel& kernel,
                             Eigen::Index carried)
    : logging_(std::move(logging)),
      kernel_(kernel),
      table_(like, outputs, columns_of(logging_.get()), carried) {
  if (carried > 0) return;  // the rows are yet to come
  if (logging_ != nullptr) {
    const RowsView<float> rows = logging_->table();
    table_.set(&rows, nullptr);
  } else {
    table_.set(nullptr, nullptr);
  }
}

void JoinedDensity::carry(const RowsView<float>& rows) {
  if (logging_ == nullptr) return table_.set(nullptr, &rows);
  const RowsView<float> own = logging_->table();
  table_.set(&own, &rows);
}

void JoinedDensity::find(const Scoring& scoring, Panel& panel) {
  if (!kept_.find(panel.seen.name, panel.pscore)) {
    JoinedQueries joined(table_, panel);
    measure(scoring, panel, joined, PassWants::log_prob);
    kept_.keep(panel.seen.name, panel.pscore);
  }
  take_exponentials(panel.pscore);
}

JoinedQueries JoinedDensity::find_with_posterior(const Scoring& scoring, Panel& panel) {
  JoinedQueries joined(table_, panel);
  Partition result = measure(scoring, panel, joined, PassWants::log_prob_and_mean);
  take_exponentials(panel.pscore);
  panel.seen.row = result.mean.rightCols(result.mean.cols() - table_.carried_column());
  panel.seen.queries = joined.queries;
  panel.seen.log_z = std::move(result.log_z);
  return joined;
}

// Leaves the logarithms in pscore.
Partition JoinedDensity::measure(const Scoring& scoring, Panel& panel, JoinedQueries& joined,
                                 PassWants wants) {
  const LoggingScores scores = logging_scores(logging_.get(), kernel_, scoring, panel);
  joined.weigh(scores.queries, panel.context);
  Partition result = sum_over(table_, joined.queries, wants, kernel_, scoring.threads);
  for (std::size_t i = 0; i < panel.pscore.size(); ++i)
    panel.pscore[i] = result.log_z[i] - joined.excess[i] - scores.log_z[panel.context[i]];
  return result;
}

}  // namespace megabandit
