#pragma once
// Where a softmax over a catalogue in cells has its weight, guessed from the cells' centres.

#include <cstdint>
#include <span>
#include <vector>

#include "normaliser/cells.hpp"
#include "normaliser/drawn_rows.hpp"

namespace megabandit {

/// Of some queries: every cell's size times its centre's weight.
class CellMasses {
 public:
  CellMasses(const Cells& cells, const GatherKernel& kernel) : cells_(cells), kernel_(kernel) {}

  /// `queries`: [n, d], multiplied by log2 e.
  void guess(RowsView<float> queries);

  /// [cells]  Relative to the query's largest centre's weight; to be changed at will.
  std::span<float> of(std::size_t query);
  /// log2 of that weight. The centre being the mean of its cell, the cell's rows weigh at least that much on
  /// average (Jensen).
  float largest(std::size_t query) const { return largest_[query]; }

 private:
  const Cells& cells_;
  const GatherKernel& kernel_;
  std::vector<float> mass_, largest_;
};

/// About `count` rows: cells by their mass, rows of a cell evenly. Cells of no mass are never drawn from.
void draw_from_cells(const Cells& cells, std::span<const float> mass, std::uint64_t count,
                     const DrawName& name, DrawnRows& draws);

}  // namespace megabandit
