#include "normaliser/draws.hpp"

namespace megabandit {

void Draws::clear() {
  row.clear();
  log2_count.clear();
}

void Draws::add(std::uint32_t drawn, float log2_expected) {
  row.push_back(drawn);
  log2_count.push_back(log2_expected);
}

void Draws::count_exactly(std::span<const std::uint32_t> rows) {
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

double SpreadPoints::at(std::uint64_t i) {
  if (i % words_.size() == 0) words_ = philox(name_, static_cast<std::uint32_t>(i / words_.size()));
  const double within = (static_cast<double>(words_[i % words_.size()]) + 0.5) * 0x1p-32;
  return (static_cast<double>(i) + within) / static_cast<double>(count_);
}

}  // namespace megabandit
