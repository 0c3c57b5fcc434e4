#include "normaliser/drawn_rows.hpp"

namespace megabandit {

void DrawnRows::clear() {
  row.clear();
  log2_count.clear();
}

void DrawnRows::count_exactly(std::span<const std::uint32_t> rows) {
  std::size_t kept = 0, next = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    while (next < rows.size() && rows[next] < row[i]) ++next;
    if (next < rows.size() && rows[next] == row[i]) continue;
    row[kept] = row[i];
    log2_count[kept] = log2_count[i];
    ++kept;
  }
  row.resize(kept);
  log2_count.resize(kept);
  for (const std::uint32_t exact : rows) add(exact, 0);
}

}  // namespace megabandit
