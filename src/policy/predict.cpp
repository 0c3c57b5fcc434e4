#include "policy/predict.hpp"

#include <algorithm>
#include <cmath>

#include "softmax/partition.hpp"

namespace megabandit {

std::vector<std::vector<Predicted>> predict(const Scoring& scoring, RowsView<float> features,
                                            std::size_t top) {
  const Catalogue& catalogue = scoring.policy.catalogue();
  const std::size_t most = std::min(top, static_cast<std::size_t>(catalogue.actions));
  TowerPass pass{.input = features.cast<double>(), .hidden = {}, .output = {}};
  const RowMatrix<float> queries = scoring.policy.queries(pass).cast<float>();
  const RowsView<float> view{queries.data(), queries.rows(), queries.cols()};
  const auto log_z = partition(scoring.kernel, catalogue, {.queries = view}, scoring.threads).log_z;
  check_scores(view, log_z);
  std::vector<std::vector<Predicted>> predicted(log_z.size());
  for_queries(queries, scoring.threads, [&](std::size_t first, RowsView<float> some) {
    const auto best = scoring.kernel.top(some, catalogue.slice, most);
    for (std::size_t q = 0; q < best.size(); ++q)
      for (const Ranked& ranked : best[q])
        predicted[first + q].push_back(
            {ranked.action, std::exp(std::min(0.0, ranked.score - log_z[first + q]))});
  });
  return predicted;
}

}  // namespace megabandit
