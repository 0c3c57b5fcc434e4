#pragma once
// The sums over the catalogue, span by span. Tile by tile over the table, and for each tile over all blocks
// of queries: the table comes from memory once, the queries and their sums stay in the second-level cache.

#include "softmax/vector/lanes/blocks.hpp"
#include "softmax/vector/lanes/deposit.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

/// The sums of one span: [blocks][columns][kLanes].
template <class Form>
class SpanSums {
 public:
  SpanSums(const LanePass& pass, bool means, const LaneScratch& scratch)
      : pass_(pass), scratch_(scratch), means_(means), field_column_(1 + (means ? pass.table.depth : 0)) {}

  void add(const Deposits& deposits, std::size_t first) {
    for (std::size_t i = 0; i < pass_.queries.blocks * columns() * kLanes; i += kWidth)
      store(scratch_.sums + i, Float{});
    const std::size_t last = first + smaller(deposits.span, pass_.table.actions - first);
    for (; first < last; first += kTileActions) add_tile(first);
    for (std::size_t block = 0; block < pass_.queries.blocks; ++block)
      deposit_block(deposits, columns(), block * kLanes, sums_of(block));
  }

 private:
  std::size_t columns() const { return field_column_ * (pass_.field_queries.blocks > 0 ? 2 : 1); }
  float* sums_of(std::size_t block) const { return scratch_.sums + block * columns() * kLanes; }

  void add_tile(std::size_t first) {
    const Tile tile = part_of(pass_.table, first, kTileActions);
    const auto rows = means_ ? Form::take(tile, scratch_.tile) : Form::take_for_scores(tile, scratch_.tile);
    for (std::size_t block = 0; block < pass_.queries.blocks; ++block) {
      Float sum[kVectors];
      Form::weigh(rows, take_block(pass_, block, tile), scratch_.weights, sum);
      add_weighted(rows, sum, sums_of(block));
      if (pass_.field_queries.blocks > 0) add_field(rows, first, block);
    }
  }

  void add_field(const typename Form::Rows& rows, std::size_t first, std::size_t block) {
    const Tile field = part_of(pass_.field_rows, first, kTileActions);
    field_values(pass_, field, block, scratch_.field);
    const Float zero[kVectors] = {};
    Float sum[kVectors];
    Form::multiply(field.actions, scratch_.weights, scratch_.field, zero, sum);
    add_weighted(rows, sum, sums_of(block) + field_column_ * kLanes);
  }

  void add_weighted(const typename Form::Rows& rows, const Float* sum, float* sums) {
    add_to(sums, sum);
    if (means_) Form::add_values(rows, scratch_.weights, sums + kLanes);
  }

  const LanePass& pass_;
  const LaneScratch& scratch_;
  bool means_;
  std::size_t field_column_;
};

template <class Form>
void accumulate(const LanePass& pass, bool means, const Deposits& deposits, const LaneScratch& scratch) {
  SpanSums<Form> sums(pass, means, scratch);
  for (std::size_t first = 0; first < pass.table.actions; first += deposits.span) sums.add(deposits, first);
}

}  // namespace
}  // namespace megabandit
