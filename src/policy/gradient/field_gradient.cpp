#include "policy/gradient/field_gradient.hpp"

namespace megabandit {
namespace {

Eigen::Index index(std::uint64_t n) { return static_cast<Eigen::Index>(n); }

RowSums weighed(const Panel& panel, const PanelPart& part, const Vector& credit) {
  const Eigen::Index first = index(part.contexts.first), count = index(part.contexts.size());
  const auto own = panel.queries.middleRows(first, count);
  return {.queries = own.cast<float>(),
          .weighted = (credit.asDiagonal() * own).cast<float>(),
          .log_z = std::span(panel.log_z).subspan(part.contexts.first, part.contexts.size()),
          .field = panel.field.middleRows(first, count),
          .centre = {panel.mean_field.begin() + first, panel.mean_field.begin() + first + count}};
}

}  // namespace

void add_tower_field(const Policy& policy, const Panel& panel, const PanelPart& part, const Vector& credit,
                     std::span<double> gradient) {
  if (part.contexts.size() == 0) return;
  const Eigen::Index first = index(part.contexts.first), count = index(part.contexts.size());
  const auto product = panel.weighed_mean.middleRows(first, count).cast<double>();
  const auto mean = panel.mean.middleRows(first, count).cast<double>();
  const auto value = Eigen::Map<const Vector>(panel.mean_field.data(), index(panel.mean_field.size()));
  const RowMatrix<double> covariance = product - value.segment(first, count).asDiagonal() * mean;
  const RowMatrix<double> d_query = credit.asDiagonal() * covariance;
  policy.tower().backward(policy.tower_part(), part.pass, d_query / policy.shape().temperature, gradient);
}

void give_table_field(const Scoring& scoring, const Panel& panel, std::span<const Vector> credit,
                      const TakeTableGradient& take) {
  std::vector<RowSums> parts;
  for (std::size_t i = 0; i < credit.size(); ++i)
    if (credit[i].size() > 0) parts.push_back(weighed(panel, panel.parts[i], credit[i]));
  give_row_sums(scoring, parts, take);
}

}  // namespace megabandit
