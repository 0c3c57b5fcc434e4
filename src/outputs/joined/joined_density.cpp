#include "outputs/joined/joined_density.hpp"

#include "outputs/logging/logging_scores.hpp"

namespace megabandit {
namespace {

Eigen::Index columns_of(const Policy* policy) { return policy == nullptr ? 0 : policy->table().cols(); }

}  // namespace

JoinedDensity::JoinedDensity(const Catalogue& like, const OutputTable& outputs,
                             std::shared_ptr<const Policy> logging, const SoftmaxKernel& kernel,
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

std::vector<double> JoinedDensity::log_rho(const Scoring& scoring, const Panel& panel) {
  std::vector<double> log_rho;
  JoinedQueries joined(table_, panel);
  measure(scoring, panel, joined, PassWants::log_prob, log_rho);
  return log_rho;
}

JoinedDensity::WithPosterior JoinedDensity::find_with_posterior(const Scoring& scoring, Panel& panel) {
  WithPosterior found{{}, JoinedQueries(table_, panel)};
  Partition result = measure(scoring, panel, found.queries, PassWants::log_prob_and_mean, found.log_rho);
  panel.seen.row = result.mean.rightCols(result.mean.cols() - table_.carried_column());
  panel.seen.queries = found.queries.queries;
  panel.seen.log_z = std::move(result.log_z);
  return found;
}

Partition JoinedDensity::measure(const Scoring& scoring, const Panel& panel, JoinedQueries& joined,
                                 PassWants wants, std::vector<double>& log_rho) const {
  const LoggingScores scores = logging_scores(logging_.get(), kernel_, scoring, panel);
  joined.weigh(scores.queries, panel.context);
  Partition result = sum_over(table_, joined.queries, wants, kernel_, scoring.threads);
  for (std::size_t i = 0; i < result.log_z.size(); ++i)
    log_rho.push_back(result.log_z[i] - joined.surplus(i) - scores.log_z[panel.context[i]]);
  return result;
}

}  // namespace megabandit
