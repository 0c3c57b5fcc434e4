#include <algorithm>
#include <cmath>

#include "comm/collect.hpp"
#include "softmax/partition.hpp"
#include "train/truth/best_actions.hpp"
#include "train/truth/true_values.hpp"

namespace megabandit {
namespace {

/// Sums over spans of actions, one a row: they do not depend on how actions are cut over ranks.
RowMatrix<double> span_sums(const RowMatrix<float>& rows) {
  const auto span = static_cast<Eigen::Index>(kSpanActions);
  RowMatrix<double> sums((rows.rows() + span - 1) / span, rows.cols());
  for (Eigen::Index i = 0; i < sums.rows(); ++i)
    sums.row(i) =
        rows.middleRows(i * span, std::min(span, rows.rows() - i * span)).cast<double>().colwise().sum();
  return sums;
}

/// The mean row of all slices. @collective over `group`
Eigen::RowVectorXd mean_row(const RowMatrix<float>& rows, std::uint64_t actions, Communicator* group) {
  const RowMatrix<double> own = span_sums(rows);
  std::vector<double> sums(own.data(), own.data() + own.size());
  if (group != nullptr) sums = all_gather_values<double>(*group, sums);
  Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(rows.cols());
  const auto columns = static_cast<std::size_t>(rows.cols());
  for (std::size_t i = 0; i < sums.size(); ++i) mean[static_cast<Eigen::Index>(i % columns)] += sums[i];
  return mean / static_cast<double>(actions);
}

/// No entry of any rank's rows exceeds 2^exponent in size. @collective over `group`
int exponent_of(const RowMatrix<float>& rows, Communicator* group) {
  double largest = rows.size() == 0 ? 0 : static_cast<double>(rows.cwiseAbs().maxCoeff());
  if (group != nullptr) largest = max_value(*group, largest);
  int exponent = 0;
  std::frexp(largest, &exponent);
  return exponent;
}

class FactoredValues final : public TrueValues {
 public:
  FactoredValues(const Catalogue& catalogue, RowMatrix<float> actions)
      : actions_(std::move(actions)),
        first_(catalogue.slice.first),
        mean_(mean_row(actions_, catalogue.actions, catalogue.group)),
        exponent_(exponent_of(actions_, catalogue.group)) {}

  std::vector<ContextValue> of(const Scoring& scoring, const Panel& panel,
                               std::span<const BlockView> blocks) const override {
    const Catalogue& catalogue = scoring.policy.catalogue();
    const RowMatrix<float> contexts = contexts_of(panel, blocks), queries = panel.queries.cast<float>();
    const auto policy = partition(
        scoring.kernel, catalogue,
        {.queries = view(queries), .field = {view(contexts), view(actions_), exponent_}}, scoring.threads);
    const auto best = [&](const Slice& slice, const RowMatrix<float>& of) {
      return rewards(contexts, best_actions(scoring.kernel, slice, catalogue.group, of, scoring.threads),
                     catalogue.group);
    };
    const std::vector<double> greedy = best(catalogue.slice, queries),
                              largest = best({view(actions_), first_}, contexts);
    std::vector<ContextValue> values;
    for (std::size_t c = 0; c < greedy.size(); ++c)
      values.push_back({policy.field[c], greedy[c], largest[c],
                        mean_.dot(contexts.row(static_cast<Eigen::Index>(c)).cast<double>())});
    return values;
  }

 private:
  static RowsView<float> view(const RowMatrix<float>& rows) {
    return {rows.data(), rows.rows(), rows.cols()};
  }

  /// The truth of the panel's contexts.
  RowMatrix<float> contexts_of(const Panel& panel, std::span<const BlockView> blocks) const {
    RowMatrix<float> contexts(panel.queries.rows(), actions_.cols());
    Eigen::Index next = 0;
    for (std::size_t p = 0; p < panel.parts.size(); ++p)
      for (const std::uint32_t row : panel.parts[p].block_row)
        contexts.row(next++) = blocks[p].truth.row(row);
    return contexts;
  }

  /// Of one action a context. Who holds it knows.
  std::vector<double> rewards(const RowMatrix<float>& contexts, const std::vector<ActionId>& actions,
                              Communicator* group) const {
    std::vector<double> rewards(actions.size(), 0.0);
    for (std::size_t c = 0; c < actions.size(); ++c) {
      const auto row = static_cast<Eigen::Index>(actions[c].value) - static_cast<Eigen::Index>(first_);
      if (row >= 0 && row < actions_.rows())
        rewards[c] =
            actions_.row(row).cast<double>().dot(contexts.row(static_cast<Eigen::Index>(c)).cast<double>());
    }
    if (group != nullptr) group->sum(std::span(rewards));
    return rewards;
  }

  RowMatrix<float> actions_;  // own rows
  std::uint64_t first_;
  Eigen::RowVectorXd mean_;  // of all actions
  int exponent_;
};

}  // namespace

std::unique_ptr<TrueValues> make_factored_values(const Catalogue& catalogue, RowMatrix<float> actions) {
  return std::make_unique<FactoredValues>(catalogue, std::move(actions));
}

}  // namespace megabandit
