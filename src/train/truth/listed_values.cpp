#include <algorithm>
#include <cmath>

#include "policy/table_rows.hpp"
#include "train/truth/best_actions.hpp"
#include "train/truth/true_values.hpp"

namespace megabandit {
namespace {

/// What the truth says of one context.
struct Listed {
  std::span<const ActionId> action;
  std::span<const float> reward;
};

class ListedValues final : public TrueValues {
 public:
  explicit ListedValues(double otherwise) : otherwise_(otherwise) {}

  std::vector<ContextValue> of(const Scoring& scoring, const Panel& panel,
                               std::span<const BlockView> blocks) const override {
    const Catalogue& catalogue = scoring.policy.catalogue();
    const auto greedy = best_actions(scoring.kernel, catalogue.slice, catalogue.group,
                                     panel.queries.cast<float>(), scoring.threads);
    std::vector<ContextValue> values;
    for (std::size_t p = 0; p < panel.parts.size(); ++p)
      for (const std::uint32_t block_row : panel.parts[p].block_row)
        values.push_back(
            value(scoring, panel, values.size(), listed(blocks[p], block_row), greedy[values.size()]));
    return values;
  }

 private:
  static Listed listed(const BlockView& block, std::uint32_t row) {
    const std::uint64_t first = block.truth_offset[row], count = block.truth_offset[row + 1] - first;
    return {block.truth_action.subspan(first, count), block.truth_reward.subspan(first, count)};
  }

  /// In the context that is row `row` of the panel.
  ContextValue value(const Scoring& scoring, const Panel& panel, std::size_t row, const Listed& truth,
                     ActionId greedy) const {
    const Catalogue& catalogue = scoring.policy.catalogue();
    const TableRows rows(catalogue, truth.action);
    ContextValue value{otherwise_, otherwise_, 0, otherwise_};
    double largest_gain = truth.action.size() < catalogue.actions ? 0 : -INFINITY;
    for (std::size_t i = 0; i < truth.action.size(); ++i) {
      const double gain = static_cast<double>(truth.reward[i]) - otherwise_;
      const double score = rows[i].cast<double>().dot(panel.queries.row(static_cast<Eigen::Index>(row)));
      value.policy += gain * std::exp(std::min(0.0, score - panel.log_z[row]));
      if (truth.action[i] == greedy) value.greedy += gain;
      value.uniform += gain / static_cast<double>(catalogue.actions);
      largest_gain = std::max(largest_gain, gain);
    }
    value.best = otherwise_ + largest_gain;
    return value;
  }

  double otherwise_;
};

}  // namespace

std::unique_ptr<TrueValues> make_listed_values(double otherwise) {
  return std::make_unique<ListedValues>(otherwise);
}

}  // namespace megabandit
