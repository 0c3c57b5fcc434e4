#pragma once
// What a rule keeps between waves, as arrays of a saved state.

#include <vector>

#include "base/saved_state.hpp"

namespace megabandit::sampling {

/// Numbers below 2^53.
template <class T>
Vector as_array(const std::vector<T>& numbers) {
  Vector array(static_cast<Eigen::Index>(numbers.size()));
  for (std::size_t i = 0; i < numbers.size(); ++i)
    array[static_cast<Eigen::Index>(i)] = static_cast<double>(numbers[i]);
  return array;
}

template <class T>
std::vector<T> from_array(const Vector& array) {
  std::vector<T> numbers;
  for (const double number : array) numbers.push_back(static_cast<T>(number));
  return numbers;
}

}  // namespace megabandit::sampling
