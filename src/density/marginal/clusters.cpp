#include "density/marginal/clusters.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.hpp"

namespace megabandit {

std::vector<double> log_cluster_chances(std::span<const double> log_chances,
                                        std::span<const std::uint32_t> clusters, std::uint32_t count) {
  MEGABANDIT_CHECK(cheap, log_chances.size() == clusters.size(), "{} clusters for {} actions",
                   clusters.size(), log_chances.size());
  constexpr double nothing = -std::numeric_limits<double>::infinity();
  std::vector<double> largest(count, nothing), sums(count, 0.0);
  for (std::size_t a = 0; a < clusters.size(); ++a)
    largest[clusters[a]] = std::max(largest[clusters[a]], log_chances[a]);
  for (std::size_t a = 0; a < clusters.size(); ++a)
    if (log_chances[a] > nothing) sums[clusters[a]] += std::exp(log_chances[a] - largest[clusters[a]]);
  for (std::uint32_t c = 0; c < count; ++c) sums[c] = sums[c] > 0 ? largest[c] + std::log(sums[c]) : nothing;
  return sums;
}

}  // namespace megabandit
