#include "identify/flattened.hpp"

#include <fmt/format.h>

namespace megabandit {

void flatten(const SavedState& from, const std::string& prefix, SavedState& to) {
  for (const auto& [name, value] : from.numbers) to.numbers[prefix + ".number " + name] = value;
  for (const auto& [name, array] : from.arrays) {
    to.numbers[prefix + ".length " + name] = static_cast<double>(array.size());
    for (Eigen::Index i = 0; i < array.size(); ++i)
      to.numbers[fmt::format("{}.entry {} {}", prefix, name, i)] = array[i];
  }
}

SavedState unflattened(const SavedState& from, const std::string& prefix) {
  const std::string number = prefix + ".number ", length = prefix + ".length ";
  SavedState to;
  for (const auto& [name, value] : from.numbers) {
    if (name.starts_with(number)) to.numbers[name.substr(number.size())] = value;
    if (!name.starts_with(length)) continue;
    const std::string array = name.substr(length.size());
    Vector& entries = to.arrays[array];
    entries.resize(static_cast<Eigen::Index>(value));
    for (Eigen::Index i = 0; i < entries.size(); ++i)
      entries[i] = from.numbers.at(fmt::format("{}.entry {} {}", prefix, array, i));
  }
  return to;
}

}  // namespace megabandit
