#include "normaliser/cell_masses.hpp"

#include <algorithm>
#include <cmath>

namespace megabandit {

void CellMasses::guess(RowsView<float> queries) {
  cells_.scores(kernel_, queries, mass_);
  largest_.resize(static_cast<std::size_t>(queries.rows()));
  for (std::size_t q = 0; q < largest_.size(); ++q) {
    float* mass = mass_.data() + q * cells_.stride();
    largest_[q] = kernel_.largest(mass, cells_.stride());
    kernel_.weigh(mass, cells_.stride(), largest_[q]);
    kernel_.multiply(mass, cells_.stride(), cells_.sizes().data());
  }
}

std::span<float> CellMasses::of(std::size_t query) {
  return {mass_.data() + query * cells_.stride(), cells_.count()};
}

// A point's place within the cell it falls into chooses the row, so draws are spread over rows as evenly as
// over cells.
void draw_from_cells(const Cells& cells, std::span<const float> mass, std::uint64_t count,
                     const DrawName& name, DrawnRows& draws) {
  double total = 0;
  for (const float one : mass) total += static_cast<double>(one);
  if (!(total > 0)) return;
  SpreadPoints points(name, count);
  std::uint64_t i = 0;
  double point = points.at(0) * total, first = 0;  // of the cell, on the line of masses
  for (std::size_t cell = 0; cell < mass.size() && i < count; ++cell) {
    const double own = static_cast<double>(mass[cell]), last = first + own;
    if (point < last) {
      const double size = static_cast<double>(cells.size(cell));
      const auto log2_count =
          static_cast<float>(std::log2(static_cast<double>(count) * own / (total * size)));
      while (i < count && point < last) {
        const double place = std::clamp((point - first) / own * size, 0.0, size - 1);
        draws.add(cells.first(cell) + static_cast<std::uint32_t>(place), log2_count);
        if (++i < count) point = points.at(i) * total;
      }
    }
    first = last;
  }
}

}  // namespace megabandit
