#include "policy/predict.hpp"

#include <algorithm>
#include <cmath>

namespace megabandit {

std::vector<std::vector<Predicted>> predict(const Scoring& scoring, RowsView<float> features,
                                            std::size_t top) {
  const auto table = scoring.policy.table();
  const std::size_t most = std::min(top, static_cast<std::size_t>(table.rows()));
  TowerPass pass{.input = features.cast<double>(), .hidden = {}, .output = {}};
  std::vector<std::vector<Predicted>> predicted(static_cast<std::size_t>(features.rows()));
  for_queries(
      scoring.policy.queries(pass).cast<float>(), scoring.threads,
      [&](std::size_t first, RowsView<float> some) {
        std::vector<double> log_z(static_cast<std::size_t>(some.rows()));
        RowMatrix<float> no_mean;
        scoring.kernel.partition(some, table, log_z, no_mean);
        check_scores(some, log_z);
        const auto best = scoring.kernel.top(some, table, most);
        for (std::size_t q = 0; q < best.size(); ++q)
          for (const Ranked& ranked : best[q])
            predicted[first + q].push_back({ranked.action, std::exp(std::min(0.0, ranked.score - log_z[q]))});
      });
  return predicted;
}

}  // namespace megabandit
