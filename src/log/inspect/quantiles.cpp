#include "log/inspect/quantiles.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace megabandit {
namespace {

/// The cell in which the value of that rank lies; makes the rank one within the cell.
std::uint32_t find_cell(std::span<const std::int64_t> counts, std::int64_t& rank) {
  std::uint32_t cell = 0;
  while (rank >= counts[cell]) rank -= counts[cell++];
  return cell;
}

}  // namespace

void PropensityQuantiles::count_upper(float propensity) {
  ++upper_[std::bit_cast<std::uint32_t>(propensity) >> 16];
}

void PropensityQuantiles::find_upper(Communicator& comm) {
  comm.sum(std::span(upper_));
  const std::int64_t total = std::accumulate(upper_.begin(), upper_.end(), std::int64_t{0});
  any_ = total > 0;
  for (const double share : shares_) {
    Sought sought;
    if (any_) {
      const auto wanted = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(total))) - 1;
      sought.rank = std::clamp<std::int64_t>(wanted, 0, total - 1);
      sought.upper = find_cell(upper_, sought.rank);
    }
    sought.lower.assign(kHalf, 0);
    sought_.push_back(std::move(sought));
  }
}

void PropensityQuantiles::count_lower(float propensity) {
  const auto bits = std::bit_cast<std::uint32_t>(propensity);
  for (Sought& sought : sought_)
    if (sought.upper == bits >> 16) ++sought.lower[bits & (kHalf - 1)];
}

std::vector<double> PropensityQuantiles::find(Communicator& comm) {
  std::vector<double> values;
  for (Sought& sought : sought_) {
    comm.sum(std::span(sought.lower));
    values.push_back(any_ ? std::bit_cast<float>(sought.upper << 16 | find_cell(sought.lower, sought.rank))
                          : 0);
  }
  return values;
}

}  // namespace megabandit
