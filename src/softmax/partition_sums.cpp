#include "softmax/partition_sums.hpp"

#include <cmath>

#include "base/check.hpp"

namespace megabandit {
namespace {

constexpr int kWord = 62;       // a word's sum stays below 2^62
constexpr int kPrecision = 26;  // bits of the smallest sum that the low word keeps
constexpr std::size_t kLanes = 32;

int ceil_log2(std::uint64_t n) {
  int exponent = 0;
  while ((std::uint64_t{1} << exponent) < n) ++exponent;
  return exponent;
}

}  // namespace

FixedScale FixedScale::of(std::uint64_t actions) {
  const int spans = ceil_log2((actions + kSpanActions - 1) / kSpanActions);
  FixedScale scale;
  scale.high = scale.most + spans - kWord;
  scale.low = scale.high - 1 + spans - kWord;  // what the high word leaves is half a unit at most
  scale.least = scale.low + kPrecision;
  return scale;
}

PartitionSums::PartitionSums(std::size_t queries, std::size_t columns, bool field, FixedScale scale,
                             int exponent)
    : queries_(queries),
      columns_(columns),
      stride_((queries + kLanes - 1) / kLanes * kLanes),
      field_(field),
      scale_(scale),
      exponent_(exponent),
      low_in_high_(std::ldexp(1.0, scale.low - scale.high)),
      unit_(std::ldexp(1.0, scale.high)),
      row_unit_(std::ldexp(1.0, scale.high + exponent)),
      cells_(planes() * stride_, 0) {}

void PartitionSums::deposit(std::size_t column, std::size_t query, double x) {
  if (column == 0 && !(x < std::ldexp(1.0, scale_.most))) ++overflows()[query];
  if (overflows()[query] > 0) return;
  if (holds_row(column)) x = std::ldexp(x, -exponent_);
  const double units = std::nearbyint(std::ldexp(x, -scale_.high));
  high(column)[query] += static_cast<std::int64_t>(units);
  low(column)[query] +=
      static_cast<std::int64_t>(std::nearbyint(std::ldexp(x - std::ldexp(units, scale_.high), -scale_.low)));
}

void PartitionSums::merge(const PartitionSums& other) {
  MEGABANDIT_CHECK(cheap, other.cells_.size() == cells_.size(), "sums of {} and {} cells do not add",
                   cells_.size(), other.cells_.size());
  for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i] += other.cells_[i];
}

void PartitionSums::merge_queries(const PartitionSums& some, std::span<const std::uint32_t> queries) {
  MEGABANDIT_CHECK(cheap, some.planes() == planes(), "sums of {} and {} columns do not add", planes(),
                   some.planes());
  for (std::size_t i = 0; i < planes(); ++i)
    for (std::size_t q = 0; q < queries.size(); ++q) plane(i)[queries[q]] += some.plane(i)[q];
}

void PartitionSums::clear_query(std::size_t query) {
  for (std::size_t i = 0; i < planes(); ++i) plane(i)[query] = 0;
}

bool PartitionSums::overflowed(std::size_t query) const { return plane(2 * all_columns())[query] > 0; }

double PartitionSums::total(std::size_t column, std::size_t query) const {
  const double units = static_cast<double>(plane(2 * column)[query]) +
                       static_cast<double>(plane(2 * column + 1)[query]) * low_in_high_;
  return units * (holds_row(column) ? row_unit_ : unit_);
}

}  // namespace megabandit
