#include "outputs/logging_scores.hpp"

#include <cmath>

#include "softmax/partition.hpp"

namespace megabandit {

LoggingScores logging_scores(const Policy* logging, const SoftmaxKernel& kernel, const Scoring& scoring,
                             const Panel& panel) {
  LoggingScores scores{{panel.queries.rows(), logging == nullptr ? 0 : logging->table().cols()}, {}};
  if (logging == nullptr) {
    scores.log_z.assign(static_cast<std::size_t>(panel.queries.rows()),
                        std::log(static_cast<double>(scoring.policy.shape().actions)));
    return scores;
  }
  for (const PanelPart& part : panel.parts) {
    if (part.contexts.size() == 0) continue;
    TowerPass pass{.input = part.pass.input, .hidden = {}, .output = {}};
    scores.queries.middleRows(static_cast<Eigen::Index>(part.contexts.first),
                              static_cast<Eigen::Index>(part.contexts.size())) = logging->queries(pass);
  }
  const RowMatrix<float> single = scores.queries.cast<float>();
  scores.log_z =
      partition(kernel, logging->catalogue(),
                {.queries = RowsView<float>(single.data(), single.rows(), single.cols())}, scoring.threads)
          .log_z;
  return scores;
}

}  // namespace megabandit
