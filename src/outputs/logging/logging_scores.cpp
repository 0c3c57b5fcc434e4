#include "outputs/logging/logging_scores.hpp"

#include <cmath>

#include "softmax/partition.hpp"

namespace megabandit {

RowMatrix<double> logging_queries(const Policy* logging, const Panel& panel) {
  RowMatrix<double> queries(panel.queries.rows(), logging == nullptr ? 0 : logging->table().cols());
  if (logging == nullptr) return queries;
  for (const PanelPart& part : panel.parts) {
    if (part.contexts.size() == 0) continue;
    TowerPass pass{.input = part.pass.input, .hidden = {}, .output = {}};
    queries.middleRows(static_cast<Eigen::Index>(part.contexts.first),
                       static_cast<Eigen::Index>(part.contexts.size())) = logging->queries(pass);
  }
  return queries;
}

LoggingScores logging_scores(const Policy* logging, const SoftmaxKernel& kernel, const Scoring& scoring,
                             const Panel& panel) {
  LoggingScores scores{logging_queries(logging, panel), {}};
  if (logging == nullptr) {
    scores.log_z.assign(static_cast<std::size_t>(panel.queries.rows()),
                        std::log(static_cast<double>(scoring.policy.shape().actions)));
    return scores;
  }
  const RowMatrix<float> single = scores.queries.cast<float>();
  scores.log_z =
      partition(kernel, logging->catalogue(),
                {.queries = RowsView<float>(single.data(), single.rows(), single.cols())}, scoring.threads)
          .log_z;
  return scores;
}

std::vector<double> log_logging_chances(const Policy* logging, const SoftmaxKernel& kernel,
                                        const Scoring& scoring, const Panel& panel) {
  const LoggingScores scores = logging_scores(logging, kernel, scoring, panel);
  std::vector<double> chances;
  if (logging == nullptr) {
    for (const std::uint32_t context : panel.context) chances.push_back(-scores.log_z[context]);
    return chances;
  }
  const TableRows rows(logging->catalogue(), panel.action);
  for (std::size_t i = 0; i < panel.action.size(); ++i)
    chances.push_back(rows[i].cast<double>().dot(scores.queries.row(panel.context[i])) -
                      scores.log_z[panel.context[i]]);
  return chances;
}

}  // namespace megabandit
