#include "sentences/methods/drawn_action.hpp"

#include "sentences/benchmark/draws.hpp"

namespace megabandit {

std::uint32_t drawn_action(const Experiment& experiment, const Batch& batch, Eigen::Index row) {
  const auto p = batch.probabilities.row(row);
  return action_at({p.data(), static_cast<std::size_t>(p.size())},
                   uniform(draw_name(experiment.settings().seed, Purpose::chosen_action, batch.number(row))));
}

void add_promise(const Experiment& experiment, const Batch& batch, Eigen::Index row, Summation sum,
                 const RowNumbers& predicted, RowSlope slope) {
  const auto p = batch.probabilities.row(row);
  if (sum == Summation::exact) return add_field(p, predicted, batch.size(), slope);
  const std::uint32_t action = drawn_action(experiment, batch, row);
  add_point(p, action, predicted[action], batch.size(), slope);
}

}  // namespace megabandit
