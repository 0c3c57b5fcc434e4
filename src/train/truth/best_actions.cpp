#include "train/truth/best_actions.hpp"

#include <limits>

#include "policy/scoring.hpp"

namespace megabandit {
namespace {

constexpr double kNone = -std::numeric_limits<double>::max();

/// Of what the ranks found, the best; of equal ones that of the smallest action.
void agree_on_best(Communicator& group, std::vector<Ranked>& best) {
  std::vector<double> score, action;
  for (const Ranked& each : best) score.push_back(each.score);
  group.max(score);
  for (std::size_t q = 0; q < best.size(); ++q)
    action.push_back(best[q].score == score[q] ? -static_cast<double>(best[q].action.value) : kNone);
  group.max(action);
  for (std::size_t q = 0; q < best.size(); ++q)
    best[q] = {ActionId(static_cast<std::uint32_t>(-action[q])), score[q]};
}

}  // namespace

std::vector<ActionId> best_actions(const SoftmaxKernel& kernel, const Slice& slice, Communicator* group,
                                   const RowMatrix<float>& queries, std::size_t threads) {
  std::vector<Ranked> best(static_cast<std::size_t>(queries.rows()), {ActionId(0), kNone});
  for_queries(queries, threads, [&](std::size_t first, RowsView<float> some) {
    const auto top = kernel.top(some, slice, 1);
    for (std::size_t q = 0; q < top.size(); ++q)
      if (!top[q].empty()) best[first + q] = top[q].front();
  });
  if (group != nullptr) agree_on_best(*group, best);
  std::vector<ActionId> actions;
  for (const Ranked& each : best) actions.push_back(each.action);
  return actions;
}

}  // namespace megabandit
