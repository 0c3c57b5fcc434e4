#pragma once
// Numbers of different sizes in a tally: a sum of weights beside one of their squares. Each is a section of
// its own, so that the large one does not take the small one's precision.

#include <span>
#include <string>
#include <vector>

#include "base/tally.hpp"

namespace megabandit {

/// Appends `count` sections of one cell.
inline void append_numbers(TallyLayout& layout, const std::string& name, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) layout.sections.push_back({name + " " + std::to_string(i), 1});
}

/// Adds numbers[i] to section first + i of a Tally or a SharedTally.
template <class SomeTally>
void add_numbers(SomeTally& tally, std::size_t first, std::span<const double> numbers) {
  for (std::size_t i = 0; i < numbers.size(); ++i) tally.add(first + i, numbers.subspan(i, 1));
}

/// The totals of sections first .. first + count.
inline std::vector<double> numbers_of(const Tally& total, std::size_t first, std::size_t count) {
  std::vector<double> numbers;
  for (std::size_t i = 0; i < count; ++i) numbers.push_back(total.section(first + i).front());
  return numbers;
}

}  // namespace megabandit
