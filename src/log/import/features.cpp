#include "log/import/features.hpp"

#include <xxhash.h>

#include <algorithm>
#include <string>

namespace megabandit {

void canonicalise(SparseRow& row) {
  std::ranges::stable_sort(row, {}, &Feature::index);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < row.size();) {
    Feature total{row[i].index, 0};
    for (; i < row.size() && row[i].index == total.index; ++i) total.value += row[i].value;
    if (total.value != 0) row[kept++] = total;
  }
  row.resize(kept);
}

Feature hashed_feature(std::string_view group, std::string_view name, float value, std::uint32_t features) {
  std::string text;
  text.reserve(group.size() + name.size() + 1);
  text.append(group).append(1, '\x1f').append(name);
  const std::uint64_t hash = XXH64(text.data(), text.size(), 0);
  return {static_cast<std::uint32_t>((hash >> 1) % features), (hash & 1) != 0 ? -value : value};
}

std::uint64_t content_hash(const SparseRow& row) {
  static_assert(sizeof(Feature) == 8, "rows are hashed as bytes");
  return XXH3_64bits(row.data(), row.size() * sizeof(Feature));
}

}  // namespace megabandit
