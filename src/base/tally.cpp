#include "base/tally.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/addend.hpp"
#include "base/check.hpp"
#include "base/error.hpp"

namespace megabandit {
namespace {

// The sum of all addends of a section is at most peak * count. With 2^kHighest as the most that product may
// become, a sum stays clear of 2^63; below 2^kLowest precision is given away. kTarget leaves room to grow or
// shrink by 4096 before a step is repeated: squares of weights change that much from batch to batch.
constexpr int kHighest = 62;
constexpr int kTarget = 50;
constexpr int kLowest = 38;
// Scales keep to what a double's exponent holds; numbers too small for them are as good as zero.
constexpr int kFinest = 1000;
// Numbers looked at, then added, while they are in the first-level cache.
constexpr std::size_t kChunk = 1024;

// Exponent e such that x <= 2^e; x > 0.
int ceil_log2(double x) {
  int exponent = 0;
  const double fraction = std::frexp(x, &exponent);
  return fraction == 0.5 ? exponent - 1 : exponent;
}

// Exponent e such that peak * count <= 2^e, also where the product itself would be infinite.
int ceil_log2_of_sum(double peak, std::int64_t count) {
  int exponent = 0;
  const double fraction = std::frexp(peak, &exponent);
  return ceil_log2(fraction * static_cast<double>(count)) + exponent;
}

}  // namespace

std::size_t TallyLayout::cells() const {
  std::size_t total = 0;
  for (const auto& section : sections) total += section.cells;
  return total;
}

std::size_t TallyLayout::cells(Kept kept) const {
  std::size_t total = 0;
  for (const auto& section : sections) total += section.kept == kept ? section.cells : 0;
  return total;
}

Scales first_scales(const TallyLayout& layout) { return Scales(layout.sections.size(), 36); }

Tally::Tally(TallyLayout layout, Reduction reduction, Scales scales) : reduction_(reduction) {
  restart(std::move(layout), std::move(scales));
}

void Tally::restart(TallyLayout layout, Scales scales) {
  layout_ = std::move(layout);
  scales_ = std::move(scales);
  first_cell_.clear();
  for (std::size_t at = 0; const auto& section : layout_.sections) {
    first_cell_.push_back(at);
    at += section.cells;
  }
  if (reduction_ == Reduction::reproducible)
    fixed_.assign(layout_.cells(), 0);
  else
    float_.assign(layout_.cells(), 0.0);
  maxima_.assign(layout_.maxima, -std::numeric_limits<double>::infinity());
  maxima_.resize(layout_.maxima + layout_.sections.size(), 0.0);
  counts_.assign(layout_.sections.size(), 0);
  if (!std::ranges::is_sorted(layout_.sections, {}, &TallySection::kept))
    throw InternalError("the sections of a tally that owners keep come last");
  if (scales_.size() != layout_.sections.size()) throw InternalError("a tally needs one scale a section");
}

void Tally::add(std::size_t section, std::span<const double> addend, std::size_t first) {
  const std::size_t cell = begin_addend(section, addend.size(), first);
  for (std::size_t i = 0; i < addend.size(); i += kChunk)
    add_some(section, addend.subspan(i, std::min(kChunk, addend.size() - i)), cell + i);
}

void Tally::add(std::size_t section, std::span<const float> addend, std::size_t first) {
  const std::size_t cell = begin_addend(section, addend.size(), first);
  std::array<double, kChunk> wide;
  for (std::size_t i = 0; i < addend.size(); i += kChunk) {
    const auto some = addend.subspan(i, std::min(kChunk, addend.size() - i));
    widen(some, wide.data());
    add_some(section, std::span(wide).first(some.size()), cell + i);
  }
}

// Counts an addend of so many numbers, and tells its first cell.
std::size_t Tally::begin_addend(std::size_t section, std::size_t numbers, std::size_t first) {
  MEGABANDIT_CHECK(normal, first + numbers <= layout_.sections[section].cells,
                   "{} numbers from cell {} leave section '{}' of {} cells", numbers, first,
                   layout_.sections[section].name, layout_.sections[section].cells);
  ++counts_[section];
  return first_cell_[section] + first;
}

void Tally::add_some(std::size_t section, std::span<const double> some, std::size_t cell) {
  const Extent size = extent(some);
  if (!size.finite)
    throw InternalError(
        fmt::format("a number that is not finite was to be added to '{}'", layout_.sections[section].name));
  double& peak = maxima_[layout_.maxima + section];
  peak = std::max(peak, size.peak);
  if (reduction_ == Reduction::fast)
    add_plain(some, float_.data() + cell);
  else if (ceil_log2(peak) + scales_[section] <= kHighest)  // else fits() will say so, the step is repeated
    add_scaled(some, std::ldexp(1.0, scales_[section]), fixed_.data() + cell);
}

void Tally::raise(std::size_t maximum, double value) { maxima_[maximum] = std::max(maxima_[maximum], value); }

void Tally::merge(const Tally& other) {
  MEGABANDIT_CHECK(cheap, other.scales_ == scales_ && other.layout_.cells() == layout_.cells(),
                   "tallies of {} and {} cells or of other scales do not add", layout_.cells(),
                   other.layout_.cells());
  for (std::size_t i = 0; i < fixed_.size(); ++i)
    fixed_[i] = static_cast<std::int64_t>(static_cast<std::uint64_t>(fixed_[i]) +
                                          static_cast<std::uint64_t>(other.fixed_[i]));
  for (std::size_t i = 0; i < float_.size(); ++i) float_[i] += other.float_[i];
  for (std::size_t i = 0; i < maxima_.size(); ++i) maxima_[i] = std::max(maxima_[i], other.maxima_[i]);
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
}

std::vector<double> Tally::section(std::size_t section) const {
  const std::size_t first = first_cell_[section], cells = layout_.sections[section].cells;
  std::vector<double> total(cells);
  if (reduction_ == Reduction::fast)
    std::copy_n(float_.data() + first, cells, total.data());
  else
    unscale(std::span(fixed_).subspan(first, cells), scales_[section], total.data());
  return total;
}

void Tally::add_section_to(std::span<double> sum, std::size_t section, double factor) const {
  const std::size_t first = first_cell_[section], cells = layout_.sections[section].cells;
  std::array<double, kChunk> some;
  for (std::size_t i = 0; i < cells; i += kChunk) {
    const std::size_t count = std::min(kChunk, cells - i);
    if (reduction_ == Reduction::fast)
      std::copy_n(float_.data() + first + i, count, some.data());
    else
      unscale(std::span(fixed_).subspan(first + i, count), scales_[section], some.data());
    for (std::size_t k = 0; k < count; ++k) sum[i + k] += factor * some[k];
  }
}

bool Tally::fits() const {
  if (reduction_ == Reduction::fast) return true;
  for (std::size_t s = 0; s < scales_.size(); ++s) {
    if (peak(s) == 0) continue;
    const int size = ceil_log2_of_sum(peak(s), counts_[s]) + scales_[s];
    if (size > kHighest || (size < kLowest && scales_[s] < kFinest)) return false;
  }
  return true;
}

Scales Tally::better_scales() const {
  Scales better = scales_;
  for (std::size_t s = 0; s < scales_.size(); ++s)
    if (peak(s) > 0) better[s] = std::min(kFinest, kTarget - ceil_log2_of_sum(peak(s), counts_[s]));
  return better;
}

}  // namespace megabandit
