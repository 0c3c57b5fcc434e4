#include "policy/gradient/gradient.hpp"

#include <algorithm>

#include "base/threads.hpp"

namespace megabandit {
namespace {

Eigen::Index index(std::uint64_t n) { return static_cast<Eigen::Index>(n); }

RowsView<float> some_rows(const RowsView<float>& all, std::uint64_t first, std::uint64_t count) {
  return {all.data() + first * static_cast<std::uint64_t>(all.cols()), index(count), all.cols()};
}

}  // namespace

Vector context_credit(const Panel& panel, const PanelPart& part, std::span<const double> credit) {
  Vector total = Vector::Zero(index(part.contexts.size()));
  for (std::uint64_t i = part.rounds.first; i < part.rounds.last; ++i)
    total[index(panel.context[i] - part.contexts.first)] += credit[i - part.rounds.first];
  return total;
}

namespace {

RowsView<float> view(const RowMatrix<float>& matrix) { return {matrix.data(), matrix.rows(), matrix.cols()}; }

std::vector<RowSums> pushes(const Panel& panel, std::span<const Credit> credit) {
  std::vector<RowSums> parts;
  for (std::size_t i = 0; i < credit.size(); ++i) {
    if (credit[i].empty()) continue;
    const PanelPart& part = panel.parts[i];
    const auto own = panel.queries.middleRows(index(part.contexts.first), index(part.contexts.size()));
    parts.push_back({own.cast<float>(),
                     (-(context_credit(panel, part, credit[i]).asDiagonal() * own)).cast<float>(),
                     std::span(panel.log_z).subspan(part.contexts.first, part.contexts.size())});
  }
  return parts;
}

// The logged actions that this rank holds.
void give_own_rows(const Slice& slice, const Panel& panel, const PanelPart& part, Credit credit,
                   const TakeTableGradient& take) {
  const std::uint64_t last = slice.first + static_cast<std::uint64_t>(slice.rows.rows());
  for (std::uint64_t i = part.rounds.first; i < part.rounds.last; ++i) {
    if (panel.action[i].value < slice.first || panel.action[i].value >= last) continue;
    const Eigen::RowVectorXd row = credit[i - part.rounds.first] * panel.queries.row(panel.context[i]);
    take.row(panel.action[i], {row.data(), static_cast<std::size_t>(row.size())});
  }
}

}  // namespace

RowMatrix<double> query_gradient(const Panel& panel, const PanelPart& part, std::span<const double> credit) {
  const auto mean = panel.mean.middleRows(index(part.contexts.first), index(part.contexts.size()));
  RowMatrix<double> d_query = -(context_credit(panel, part, credit).asDiagonal() * mean.cast<double>());
  for (std::uint64_t i = part.rounds.first; i < part.rounds.last; ++i)
    d_query.row(index(panel.context[i] - part.contexts.first)) +=
        credit[i - part.rounds.first] * panel.logged_row(i).cast<double>();
  return d_query;
}

void add_tower_gradient(const Policy& policy, const Panel& panel, const PanelPart& part,
                        std::span<const double> credit, std::span<double> gradient) {
  if (part.contexts.size() == 0) return;
  policy.tower().backward(policy.tower_part(), part.pass,
                          query_gradient(panel, part, credit) / policy.shape().temperature, gradient);
}

void give_row_sums(const SummedRows& to, const ActionField* field, std::span<const RowSums> parts,
                   const TakeTableGradient& take) {
  const Slice& slice = to.slice;
  const auto rows = static_cast<std::uint64_t>(slice.rows.rows());
  parallel_for(to.threads, (rows + kSpanActions - 1) / kSpanActions, [&](std::size_t span, std::size_t) {
    const std::uint64_t first = span * kSpanActions, count = std::min(kSpanActions, rows - first);
    const Slice some{some_rows(slice.rows, first, count), slice.first + first};
    RowMatrix<float> sum(index(count), slice.rows.cols()), first_columns;
    for (const RowSums& part : parts) {
      const Field weighs =
          part.field.size() == 0 ? Field{} : Field{view(part.field), some_rows(field->rows(), first, count)};
      to.kernel.table_gradient(view(part.queries), part.log_z, view(part.weighted), some, weighs, part.centre,
                               sum);
      const RowMatrix<float>& own =
          to.columns == sum.cols() ? sum : (first_columns = sum.leftCols(to.columns));
      take.rows(ActionId{static_cast<std::uint32_t>(some.first)},
                {own.data(), static_cast<std::size_t>(own.size())});
    }
  });
}

void give_row_sums(const Scoring& scoring, std::span<const RowSums> parts, const TakeTableGradient& take) {
  const Slice& slice = scoring.policy.catalogue().slice;
  give_row_sums({slice, scoring.kernel, scoring.threads, slice.rows.cols()}, scoring.field, parts, take);
}

void give_table_gradient(const Scoring& scoring, const Panel& panel, std::span<const Credit> credit,
                         const TakeTableGradient& take) {
  give_row_sums(scoring, pushes(panel, credit), take);
  const Slice& slice = scoring.policy.catalogue().slice;
  for (std::size_t i = 0; i < credit.size(); ++i) {
    if (credit[i].empty()) continue;
    if (scoring.seen)
      scoring.seen->give_rows(scoring, panel, panel.parts[i], credit[i], take);
    else
      give_own_rows(slice, panel, panel.parts[i], credit[i], take);
  }
}

}  // namespace megabandit
