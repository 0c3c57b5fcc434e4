#include "policy/predict.hpp"

#include <algorithm>
#include <cmath>

#include "base/threads.hpp"

namespace megabandit {
namespace {

constexpr std::size_t kQueriesPerTask = 64;

// Fills some contexts' predictions.
void predict_some(const Scoring& scoring, RowsView<float> queries, std::size_t top,
                  std::vector<Predicted>* out) {
  std::vector<double> log_z(static_cast<std::size_t>(queries.rows()));
  RowMatrix<float> no_mean;
  scoring.kernel.partition(queries, scoring.policy.table(), log_z, no_mean);
  const auto best = scoring.kernel.top(queries, scoring.policy.table(), top);
  for (std::size_t q = 0; q < best.size(); ++q)
    for (const Ranked& ranked : best[q])
      out[q].push_back({ranked.action, std::exp(std::min(0.0, ranked.score - log_z[q]))});
}

}  // namespace

std::vector<std::vector<Predicted>> predict(const Scoring& scoring, RowsView<float> features,
                                            std::size_t top) {
  TowerPass pass{.input = features.cast<double>(), .hidden = {}, .output = {}};
  const RowMatrix<float> queries = scoring.policy.queries(pass).cast<float>();
  const auto n = static_cast<std::size_t>(features.rows());
  std::vector<std::vector<Predicted>> predicted(n);
  parallel_for(
      scoring.threads, (n + kQueriesPerTask - 1) / kQueriesPerTask, [&](std::size_t task, std::size_t) {
        const std::size_t first = task * kQueriesPerTask, count = std::min(kQueriesPerTask, n - first);
        predict_some(scoring,
                     {queries.row(static_cast<Eigen::Index>(first)).data(), static_cast<Eigen::Index>(count),
                      queries.cols()},
                     top, &predicted[first]);
      });
  return predicted;
}

}  // namespace megabandit
