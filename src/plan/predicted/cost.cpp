#include "plan/predicted/cost.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "plan/predicted/messages.hpp"
#include "plan/predicted/work.hpp"

namespace megabandit {
namespace {

constexpr double kLanes = 32;  // queries that the kernel takes at once
constexpr double kFloat = 4, kDouble = 8;
constexpr double kFitPasses = 30;  // of conjugate gradients, as features and outputs usually are

/// What a step costs on the busiest rank, item by item.
class Costing {
 public:
  Costing(const Problem& problem, const Grid& grid, const Ceilings& ceilings)
      : problem_(problem), ceilings_(ceilings), work_(work_of(problem, grid)) {
    columns_ = static_cast<double>(problem.columns);
    own_table_ = problem.table == TableKind::trained ? static_cast<double>(work_.actions) * columns_ : 0;
  }

  std::vector<CostItem> items() const {
    std::vector<CostItem> items;
    if (!problem_.seen.sampled) items.push_back(pass());
    if (problem_.seen.output_columns > 0) items.push_back(seen());
    if (problem_.table == TableKind::trained && problem_.point_credits) items.push_back(table_gradient());
    if (problem_.table == TableKind::trained && problem_.model.on()) items.push_back(table_field());
    if (problem_.model.on()) items.push_back(model());
    if (problem_.tower_parameters > 0) items.push_back(tower());
    items.push_back(sums());
    items.push_back(optimizer());
    return items;
  }

 private:
  const KernelRates& rates() const { return ceilings_.of(problem_.precision); }

  // The table comes from memory once for every chunk of queries, while its products are computed; where it is
  // learned, a direction of the same size comes with it for a product with the Hessian.
  CostItem over_table(const char* what, const KernelRate& rate, double flops_a_pair, double queries,
                      double chunks) const {
    const double pairs = queries * static_cast<double>(work_.actions), flops = flops_a_pair * pairs;
    const double bytes = chunks * static_cast<double>(work_.actions) * columns_ * kFloat *
                         (problem_.products && problem_.table == TableKind::trained ? 2 : 1);
    return {what, std::max(rate.seconds(pairs, flops), bytes / ceilings_.memory_bytes_per_s), flops, bytes};
  }

  // Only a tower's gradient needs the mean. Products with the Hessian need the change of the scores as well,
  // and the mean that it weighs.
  CostItem pass() const {
    const bool mean = problem_.tower_parameters > 0;
    double flops_a_pair = (mean ? 4 : 2) * (problem_.products ? 2 : 1) * columns_;
    if (problem_.model.on()) flops_a_pair += 2 * model_columns() + (mean ? 2 * columns_ : 0);
    CostItem item =
        over_table("softmax", mean ? rates().mean : rates().log_z, flops_a_pair, work_.queries, work_.chunks);
    item.seconds /= work_.cores;
    return item;
  }

  double model_columns() const { return static_cast<double>(problem_.model.output_columns); }

  // A further pass over the table for what the model expects of every action.
  CostItem table_field() const {
    CostItem item = over_table("gradient of the model", rates().table_gradient,
                               4 * columns_ + 2 * model_columns(), block_queries(), work_.blocks);
    item.seconds /= work_.block_cores;
    return item;
  }

  // Learned once, a product for every fold in a pass over the log, in some tens of passes: its share of a
  // step.
  CostItem model() const {
    const double share = work_.rounds / problem_.live_rounds;
    const double rounds = static_cast<double>(problem_.rounds) * share / problem_.step_share();
    const double flops = kFitPasses * static_cast<double>(problem_.model.folds) * rounds * 4 *
                         (1 + model_columns()) * (1 + static_cast<double>(problem_.features)) /
                         static_cast<double>(std::max<std::uint64_t>(1, problem_.steps));
    return {"reward model", flops / ceilings_.tower_flops_per_s / work_.block_cores, flops, 0};
  }

  // A further pass with a query for every pivot, over rows that outputs are joined to (src/outputs/joined),
  // or sums over lists of actions. Densities of the policy that logged, a pass for every pivot of the run,
  // come once.
  CostItem seen() const {
    const double entries = work_.rounds * static_cast<double>(problem_.seen.entries);
    const double columns = columns_ + static_cast<double>(problem_.seen.output_columns) + 1;
    if (problem_.seen.listed > 0) {
      const double flops = entries * static_cast<double>(problem_.seen.listed) * 6 * columns_;
      return {"outputs", flops / ceilings_.tower_flops_per_s / work_.cores, flops, 0};
    }
    const double pairs = entries * static_cast<double>(work_.actions), flops = pairs * 4 * columns;
    return {"outputs", rates().mean.seconds(pairs, flops) / work_.cores, flops,
            work_.chunks * static_cast<double>(work_.actions) * columns * kFloat};
  }

  double block_queries() const {
    return std::ceil(work_.contexts / work_.blocks / kLanes) * kLanes * work_.blocks;
  }

  // A block at a time, whose live contexts fill whole lanes.
  CostItem table_gradient() const {
    const double flops_a_pair = (problem_.products ? 6 : 4) * columns_;
    CostItem item = over_table("gradient of the table", rates().table_gradient, flops_a_pair, block_queries(),
                               work_.blocks);
    item.seconds /= work_.block_cores;
    return item;
  }

  // Forward on all ranks that have the block, backward (for inputs and for weights) on one of them.
  CostItem tower() const {
    const double live = work_.contexts / work_.blocks;
    const double flops =
        static_cast<double>(problem_.tower_parameters) * live * (2 * work_.blocks + 4 * work_.dealt);
    return {"tower", flops / ceilings_.tower_flops_per_s / work_.block_cores, flops,
            kDouble * work_.contexts * (2 * columns_ + static_cast<double>(problem_.features))};
  }

  // A block adds its whole gradient, one block at a time.
  CostItem sums() const {
    const double numbers =
        static_cast<double>(problem_.channels) *
        (work_.dealt * static_cast<double>(problem_.tower_parameters) + work_.blocks * own_table_);
    const double bytes = (2 * kDouble + 2 * kFloat) * numbers;
    return {"sums", std::max(numbers / ceilings_.tally_adds_per_s, bytes / ceilings_.memory_bytes_per_s), 0,
            bytes};
  }

  // Vectors of doubles that are read and written: sums, gradient, parameters, and the method's own.
  CostItem optimizer() const {
    const double own = problem_.optimizer == "adam"        ? 6.0
                       : problem_.optimizer == "newton-cg" ? 8.0
                       : problem_.optimizer == "lbfgs"     ? 4.0 + 6.0 * static_cast<double>(problem_.history)
                                                           : 2.0;
    const double bytes = kDouble * (8 + own) * (static_cast<double>(problem_.tower_parameters) + own_table_);
    return {"optimizer", bytes / ceilings_.memory_bytes_per_s, 0, bytes};
  }

  const Problem& problem_;
  const Ceilings& ceilings_;
  Work work_;
  double columns_ = 0, own_table_ = 0;
};

// A sum or maximum by recursive halving and doubling: 2 log2 P messages, each byte sent twice but for the
// share that stays. A gathering by recursive doubling: log2 P messages, and what every other rank gives comes
// in (Thakur, Rabenseifner & Gropp 2005).
double seconds_of(const Message& message, const Ceilings& ceilings) {
  const double ranks = message.ranks;
  const bool gathered = message.verb == Verb::all_gather;
  const double messages = (gathered ? 1 : 2) * std::ceil(std::log2(ranks)) * message.calls;
  const double bytes = (gathered ? ranks - 1 : 2 * (ranks - 1) / ranks) * message.bytes;
  return messages * ceilings.message_latency_s + bytes / ceilings.message_bytes_per_s;
}

double sum_of(const std::vector<CostItem>& items, double CostItem::*what) {
  return std::accumulate(items.begin(), items.end(), 0.0,
                         [&](double sum, const CostItem& item) { return sum + item.*what; });
}

}  // namespace

double StepCost::seconds() const { return sum_of(items, &CostItem::seconds) + message_seconds; }
double StepCost::flops() const { return sum_of(items, &CostItem::flops); }
double StepCost::bytes() const { return sum_of(items, &CostItem::bytes); }

StepCost cost_of(const Problem& problem, const Grid& grid, const Ceilings& ceilings) {
  StepCost cost;
  cost.items = Costing(problem, grid, ceilings).items();
  for (const Message& message : messages_of(problem, grid)) {
    cost.calls += message.calls;
    cost.message_bytes += message.bytes;
    cost.message_seconds += seconds_of(message, ceilings);
  }
  return cost;
}

}  // namespace megabandit
