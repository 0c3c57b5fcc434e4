#pragma once
// Exact draws from softmax policies over a slice of the catalogue. One pass keeps the weight of every tile of
// actions; each draw then finds its tile by that, and scores that tile again. Nothing of size n x K is stored
// (n x K / 128 floats are).

#include <span>
#include <vector>

#include "softmax/catalogue.hpp"

namespace megabandit {

/// @local  The queries and the catalogue's slice must outlive it.
class ActionDraws {
 public:
  /// @throws DataError naming the query when a score is not a number, or the slice is empty.
  ActionDraws(const SoftmaxKernel& kernel, const Catalogue& catalogue, RowsView<float> queries,
              std::size_t threads);

  /// log of the sum of exp(score) over the slice. Ranks that hold a catalogue together draw one of them by
  /// these first.
  double log_z(std::size_t query) const;

  /// The action at `uniform` (in [0, 1)) of the query's distribution over the slice.
  ActionId draw(std::size_t query, double uniform) const;

 private:
  RowMatrix<float> weigh_tiles(const RowsView<float>& queries, std::span<const float> shift,
                               std::size_t threads) const;
  void add_up(std::size_t query);
  std::vector<std::size_t> out_of_range() const;
  void repeat(const std::vector<std::size_t>& queries, std::size_t threads);
  double total(std::size_t query) const;
  std::size_t tiles() const;

  const SoftmaxKernel& kernel_;
  const Slice& slice_;
  RowsView<float> queries_;
  std::vector<float> shift_;       // of each query
  RowMatrix<float> tile_weights_;  // [n, tiles]
  RowMatrix<double> spans_;        // [n, spans]: weights of all spans up to this one, it too
};

}  // namespace megabandit
