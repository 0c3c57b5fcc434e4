#include "plan/cost.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "plan/messages.hpp"
#include "plan/work.hpp"

namespace megabandit {
namespace {

constexpr double kLanes = 32;     // queries that the kernel takes at once
constexpr double kQueries = 256;  // that meet the table while it comes from memory once
constexpr double kFloat = 4, kDouble = 8;

/// What a step costs on the busiest rank, item by item.
class Costing {
 public:
  Costing(const Problem& problem, const Grid& grid, const Ceilings& ceilings)
      : problem_(problem), ceilings_(ceilings), work_(work_of(problem, grid)) {
    queries_ = std::ceil(work_.contexts / kLanes) * kLanes;
    pairs_ = queries_ * static_cast<double>(work_.actions);
    columns_ = static_cast<double>(problem.columns);
  }

  std::vector<CostItem> items() const {
    std::vector<CostItem> items{pass()};
    if (problem_.table == TableKind::trained) items.push_back(table_gradient());
    if (problem_.tower_parameters > 0) items.push_back(tower());
    items.push_back(tally());
    items.push_back(optimizer());
    return items;
  }

 private:
  // The table comes from memory once for every so many queries, while its products are computed.
  CostItem over_table(const char* what, const KernelRate& rate, double flops_a_pair) const {
    const double flops = flops_a_pair * pairs_;
    const double bytes =
        std::ceil(queries_ / kQueries) * static_cast<double>(work_.actions) * columns_ * kFloat;
    const double seconds =
        std::max(rate.seconds(pairs_, flops), bytes / ceilings_.memory_bytes_per_s) / work_.cores;
    return {what, seconds, flops, bytes};
  }

  // Only a tower's gradient needs the mean.
  CostItem pass() const {
    return problem_.tower_parameters > 0 ? over_table("softmax", ceilings_.mean, 4 * columns_)
                                         : over_table("softmax", ceilings_.log_z, 2 * columns_);
  }

  CostItem table_gradient() const {
    return over_table("table gradient", ceilings_.table_gradient, 4 * columns_);
  }

  // Forward, and backward for inputs and for weights.
  CostItem tower() const {
    const double flops = 6 * work_.contexts * static_cast<double>(problem_.tower_parameters);
    const double cores = std::min(static_cast<double>(problem_.threads), std::max(1.0, work_.blocks));
    return {"tower", flops / ceilings_.tower_flops_per_s / cores, flops,
            kDouble * work_.contexts * (2 * columns_ + static_cast<double>(problem_.features))};
  }

  // A block adds its whole gradient.
  CostItem tally() const {
    const double table =
        problem_.table == TableKind::trained ? static_cast<double>(work_.actions) * columns_ : 0;
    const double numbers = static_cast<double>(problem_.channels) * work_.blocks *
                           (static_cast<double>(problem_.tower_parameters) + table);
    const double bytes = 2 * kDouble * numbers;
    return {"tally", std::max(numbers / ceilings_.tally_adds_per_s, bytes / ceilings_.memory_bytes_per_s), 0,
            bytes};
  }

  // Vectors of doubles that are read and written: gradient, parameters, and the method's own.
  CostItem optimizer() const {
    const double table =
        problem_.table == TableKind::trained ? static_cast<double>(work_.actions) * columns_ : 0;
    const double own = problem_.optimizer == "adam"    ? 6.0
                       : problem_.optimizer == "lbfgs" ? 4.0 + 4.0 * static_cast<double>(problem_.history)
                                                       : 2.0;
    const double bytes = kDouble * (8 + own) * (static_cast<double>(problem_.tower_parameters) + table);
    return {"optimizer", bytes / ceilings_.memory_bytes_per_s, 0, bytes};
  }

  const Problem& problem_;
  const Ceilings& ceilings_;
  Work work_;
  double queries_ = 0, pairs_ = 0, columns_ = 0;
};

// An all-reduce of recursive halving and doubling (Thakur, Rabenseifner & Gropp 2005): 2 log2 P messages,
// each byte sent and received twice but for the share that stays.
double seconds_of(const Message& message, const Ceilings& ceilings) {
  const double ranks = message.ranks;
  return message.calls * (2 * std::ceil(std::log2(ranks)) * ceilings.message_latency_s +
                          2 * (ranks - 1) / ranks * message.bytes / ceilings.message_bytes_per_s);
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
    cost.message_bytes += message.calls * message.bytes;
    cost.message_seconds += seconds_of(message, ceilings);
  }
  return cost;
}

}  // namespace megabandit
