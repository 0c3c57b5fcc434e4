#pragma once

#include <algorithm>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

#include "base/error.hpp"
#include "log/block_plan.hpp"
#include "log/file/rules.hpp"
#include "storage/read_file.hpp"

namespace megabandit {

namespace detail {

// Read and checked at once, while they are in the cache; also bounds what a conversion needs.
inline constexpr std::uint64_t kSlabValues = std::uint64_t{1} << 18;

/// What no rule of a log calls valid.
template <class T>
constexpr T invalid() {
  if constexpr (std::is_floating_point_v<T>)
    return std::numeric_limits<T>::quiet_NaN();
  else
    return std::numeric_limits<T>::max();
}

/// Reads as Wide, which holds every stored value, checks, and narrows what is valid.
template <class Wide, class T, class Valid>
void read_wide(const ReadFile& file, const Rule<Valid>& rule, Range rows, std::span<T> out, Faults& faults) {
  const auto wide = file.rows<Wide>(rule.dataset, rows.first, rows.size());
  faults.check(rule, std::span<const Wide>(wide), rows.first, file.row_elements(rule.dataset));
  for (std::size_t i = 0; i < wide.size(); ++i)
    out[i] = rule.valid(wide[i]) ? static_cast<T>(wide[i]) : invalid<T>();
}

}  // namespace detail

/// Rows of a dataset of any number type whose values a T may hold; each value is checked, bad ones go to
/// `faults` and are bad in `out` too. Real numbers are rounded to T; numbers that a T cannot hold are bad.
/// @throws DataError
template <class T, class Valid>
void read_column(const ReadFile& file, const Rule<Valid>& rule, Range rows, std::span<T> out,
                 Faults& faults) {
  const StoredType stored = file.type(rule.dataset);
  const std::uint64_t width = file.row_elements(rule.dataset);
  const std::uint64_t slab =
      std::max<std::uint64_t>(detail::kSlabValues / std::max<std::uint64_t>(width, 1), 1);
  for (std::uint64_t at = rows.first; at < rows.last; at += slab) {
    const Range some{at, std::min(at + slab, rows.last)};
    const std::span<T> part = out.subspan((at - rows.first) * width, some.size() * width);
    if (converts_exactly(stored, element_of<T>())) {
      file.rows_into(rule.dataset, some.first, some.size(), part);
      faults.check(rule, std::span<const T>(part), some.first, width);
    } else if (stored.kind == StoredType::Kind::real) {
      detail::read_wide<double>(file, rule, some, part, faults);
    } else if (converts_exactly(stored, Element::i8)) {
      detail::read_wide<std::int64_t>(file, rule, some, part, faults);
    } else {
      detail::read_wide<std::uint64_t>(file, rule, some, part, faults);
    }
  }
}

}  // namespace megabandit
