#include "outputs/listed/candidates/nearest.hpp"

#include <algorithm>

#include "outputs/listed/candidates/collect_list.hpp"

namespace megabandit {

NearestActions::NearestActions(const SeenActions& actions, std::uint64_t most, const SoftmaxKernel& kernel)
    : actions_(actions),
      most_(std::min(most, static_cast<std::uint64_t>(actions.outputs.rows()))),
      kernel_(kernel),
      centre_(actions.outputs.cast<double>().colwise().mean()) {
  const RowMatrix<double> centred = actions.outputs.cast<double>().rowwise() - centre_;
  table_.resize(centred.rows(), centred.cols() + 1);
  table_.leftCols(centred.cols()) = centred.cast<float>();
  table_.col(centred.cols()) = centred.rowwise().squaredNorm().cast<float>();
}

std::vector<const Neighbours*> NearestActions::find(const Scoring& scoring, const Panel& panel,
                                                    Range entries) {
  std::vector<std::uint64_t> missing;
  for (std::uint64_t entry = entries.first; entry < entries.last; ++entry)
    if (!of_pivot_.contains(panel.seen.name[entry])) missing.push_back(entry);
  if (!missing.empty()) search(scoring, panel, missing);
  std::vector<const Neighbours*> found;
  for (std::uint64_t entry = entries.first; entry < entries.last; ++entry)
    found.push_back(&of_pivot_.at(panel.seen.name[entry]));
  return found;
}

void NearestActions::search(const Scoring& scoring, const Panel& panel,
                            const std::vector<std::uint64_t>& entries) {
  RowMatrix<float> queries(static_cast<Eigen::Index>(entries.size()), table_.cols());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto pivot =
        panel.seen.pivot.row(static_cast<Eigen::Index>(entries[i])).head(centre_.size()) - centre_;
    queries.row(static_cast<Eigen::Index>(i)) << (2 * pivot).cast<float>(), -1.0F;
  }
  std::vector<Neighbours> found(entries.size());
  const Slice all{RowsView<float>(table_.data(), table_.rows(), table_.cols()), 0};
  for_queries(queries, scoring.threads, [&](std::size_t first, RowsView<float> some) {
    const auto top = kernel_.top(some, all, static_cast<std::size_t>(most_));
    for (std::size_t i = 0; i < top.size(); ++i) {
      std::vector<double> log_kappa;
      for (const Ranked& ranked : top[i])
        log_kappa.push_back(
            actions_.kernel.log_value(squared_distance(actions_, panel, entries[first + i], ranked.action)));
      Neighbours near = nearest_actions(log_kappa, most_);  // places in `top`
      for (ActionId& place : near.actions) place = top[i][place.value].action;
      found[first + i] = std::move(near);
    }
  });
  for (std::size_t i = 0; i < entries.size(); ++i)
    of_pivot_[panel.seen.name[entries[i]]] = std::move(found[i]);
}

}  // namespace megabandit
