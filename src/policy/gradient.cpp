#include "policy/gradient.hpp"

#include <algorithm>

namespace megabandit {
namespace {

Eigen::Index index(std::uint64_t n) { return static_cast<Eigen::Index>(n); }

// The sum of the credits of each context of a part.
Vector context_credit(const Panel& panel, const PanelPart& part, std::span<const double> credit) {
  Vector total = Vector::Zero(index(part.contexts.size()));
  for (std::uint64_t i = part.rounds.first; i < part.rounds.last; ++i)
    total[index(panel.context[i] - part.contexts.first)] += credit[i - part.rounds.first];
  return total;
}

}  // namespace

RowMatrix<double> query_gradient(const Panel& panel, const PanelPart& part, std::span<const double> credit) {
  const auto mean = panel.mean.middleRows(index(part.contexts.first), index(part.contexts.size()));
  RowMatrix<double> d_query = -(context_credit(panel, part, credit).asDiagonal() * mean.cast<double>());
  for (std::uint64_t i = part.rounds.first; i < part.rounds.last; ++i)
    d_query.row(index(panel.context[i] - part.contexts.first)) +=
        credit[i - part.rounds.first] * panel.row[i].cast<double>();
  return d_query;
}

void add_tower_gradient(const Policy& policy, const Panel& panel, const PanelPart& part,
                        std::span<const double> credit, std::span<double> gradient) {
  if (part.contexts.size() == 0) return;
  policy.tower().backward(policy.tower_part(), part.pass,
                          query_gradient(panel, part, credit) / policy.shape().temperature, gradient);
}

void give_table_gradient(const Scoring& scoring, const Panel& panel, const PanelPart& part,
                         std::span<const double> credit, const TakeTableGradient& take) {
  if (part.contexts.size() == 0) return;
  const Policy& policy = scoring.policy;
  const auto own = panel.queries.middleRows(index(part.contexts.first), index(part.contexts.size()));
  const RowMatrix<float> queries = own.cast<float>();
  const RowMatrix<float> weighted = (-(context_credit(panel, part, credit).asDiagonal() * own)).cast<float>();
  const auto log_z = std::span(panel.log_z).subspan(part.contexts.first, part.contexts.size());
  const Slice& slice = policy.catalogue().slice;
  const auto rows = static_cast<std::uint64_t>(slice.rows.rows());
  RowMatrix<float> tile;
  for (std::uint64_t first = 0; first < rows; first += kSpanActions) {
    tile.resize(index(std::min(kSpanActions, rows - first)), queries.cols());
    const Slice some{{slice.rows.row(index(first)).data(), tile.rows(), tile.cols()}, slice.first + first};
    scoring.kernel.table_gradient({queries.data(), queries.rows(), queries.cols()}, log_z,
                                  {weighted.data(), weighted.rows(), weighted.cols()}, some, {}, {}, tile);
    take.rows(ActionId{static_cast<std::uint32_t>(some.first)},
              {tile.data(), static_cast<std::size_t>(tile.size())});
  }
  for (std::uint64_t i = part.rounds.first; i < part.rounds.last; ++i) {
    const std::uint64_t action = panel.action[i].value;
    if (action < slice.first || action >= slice.first + rows) continue;
    const Eigen::RowVectorXd row = credit[i - part.rounds.first] * panel.queries.row(panel.context[i]);
    take.row(panel.action[i], {row.data(), static_cast<std::size_t>(row.size())});
  }
}

}  // namespace megabandit
