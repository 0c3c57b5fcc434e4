#include "outputs/joined/joined_queries.hpp"

namespace megabandit {

JoinedQueries::JoinedQueries(const JoinedTable& table, const Panel& panel)
    : queries(RowMatrix<float>::Zero(panel.seen.pivot.rows(), table.catalogue().slice.rows.cols())),
      excess(panel.action.size()),
      reference(panel.action.size()) {
  const TableRows logged(table.catalogue(), panel.action);
  const Eigen::Index first = table.first_output_column(), columns = table.output_columns();
  for (std::size_t i = 0; i < excess.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const Eigen::RowVectorXf query = table.output_query(panel.seen.pivot.row(row)).cast<float>();
    queries.row(row).segment(first, columns) = query;
    excess[i] = logged[i].segment(first, columns).cast<double>().dot(query.cast<double>());
    reference[i] = excess[i] - table.surplus(panel.seen.pivot.row(row));
  }
}

void JoinedQueries::weigh(const RowMatrix<double>& context_queries, std::span<const std::uint32_t> context) {
  for (Eigen::Index i = 0; i < queries.rows(); ++i)
    queries.row(i).head(context_queries.cols()) =
        context_queries.row(context[static_cast<std::size_t>(i)]).cast<float>();
}

Partition sum_over(const JoinedTable& table, const RowMatrix<float>& queries, PassWants wants,
                   const SoftmaxKernel& kernel, std::size_t threads) {
  return partition(kernel, table.catalogue(),
                   {.queries = RowsView<float>(queries.data(), queries.rows(), queries.cols()),
                    .mean = wants == PassWants::log_prob_and_mean},
                   threads);
}

}  // namespace megabandit
