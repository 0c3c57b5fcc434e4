#include "policy/gradient/curvature.hpp"

namespace megabandit {
namespace {

Eigen::Index index(std::uint64_t n) { return static_cast<Eigen::Index>(n); }

RowSums tilted(const Panel& panel, const PanelPart& part, Credit credit) {
  const Eigen::Index first = index(part.contexts.first), count = index(part.contexts.size());
  const auto own = panel.queries.middleRows(first, count);
  return {.queries = own.cast<float>(),
          .weighted = (context_credit(panel, part, credit).asDiagonal() * own).cast<float>(),
          .log_z = std::span(panel.log_z).subspan(part.contexts.first, part.contexts.size()),
          .tilt = panel.tilt.middleRows(first, count),
          .centre = {panel.mean_tilt.begin() + first, panel.mean_tilt.begin() + first + count}};
}

}  // namespace

void add_tower_fall(const Policy& policy, const Panel& panel, const PanelPart& part,
                    std::span<const double> credit, std::span<double> fall) {
  if (part.contexts.size() == 0) return;
  const Eigen::Index first = index(part.contexts.first), count = index(part.contexts.size());
  const auto product = panel.tilted_mean.middleRows(first, count).cast<double>();
  const auto mean = panel.mean.middleRows(first, count).cast<double>();
  const auto change = Eigen::Map<const Vector>(panel.mean_tilt.data(), index(panel.mean_tilt.size()));
  const RowMatrix<double> covariance = product - change.segment(first, count).asDiagonal() * mean;
  const RowMatrix<double> d_query = context_credit(panel, part, credit).asDiagonal() * covariance;
  policy.tower().backward(policy.tower_part(), part.pass, d_query / policy.shape().temperature, fall);
}

void give_table_fall(const Scoring& scoring, const Panel& panel, std::span<const Credit> credit,
                     const TakeTableGradient& take) {
  std::vector<RowSums> parts;
  for (std::size_t i = 0; i < credit.size(); ++i)
    if (!credit[i].empty()) parts.push_back(tilted(panel, panel.parts[i], credit[i]));
  give_row_sums(scoring, parts, take);
}

}  // namespace megabandit
