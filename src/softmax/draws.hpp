#pragma once
// Exact draws from softmax policies over a catalogue, which may be cut over ranks. One pass keeps the weight
// of every tile of actions; each draw then finds its tile by that, and scores that tile again. Nothing of
// size n x K is stored (n x K / 128 floats are, of the own slice).

#include <span>
#include <vector>

#include "softmax/catalogue.hpp"

namespace megabandit {

/// Which action of a query's distribution: the one at `uniform`, in [0, 1).
struct DrawPoint {
  std::size_t query = 0;
  double uniform = 0;
};

/// The queries, the catalogue and its rows must outlive it.
class ActionDraws {
 public:
  /// @collective over the catalogue's group, whose ranks give the same queries
  /// @throws DataError, on all of them, naming the query when a score is not a number; where there are no
  /// actions
  ActionDraws(const SoftmaxKernel& kernel, const Catalogue& catalogue, RowsView<float> queries,
              std::size_t threads);

  /// @local  log of the sum of exp(score) over the catalogue.
  double log_z(std::size_t query) const;

  /// @local  Where this rank holds the whole catalogue.
  ActionId draw(std::size_t query, double uniform) const;
  /// @collective over the catalogue's group, whose ranks give the same points  The same actions for any cut
  /// of the catalogue.
  std::vector<ActionId> draw(std::span<const DrawPoint> points, std::size_t threads) const;

 private:
  /// A span of actions of the whole catalogue, and the weight that lies before the point within it.
  struct Place {
    std::size_t span = 0;
    double target = 0;
  };

  RowMatrix<float> weigh_tiles(const RowsView<float>& queries, std::span<const float> shift,
                               std::size_t threads) const;
  void weigh(const std::vector<std::size_t>& queries, const RowsView<float>& rows,
             std::span<const float> shift, std::size_t threads);
  std::vector<double> own_spans(const RowMatrix<float>& tile_weights) const;
  std::vector<std::size_t> out_of_range() const;
  void repeat(const std::vector<std::size_t>& queries, std::size_t threads);
  double total(std::size_t query) const;
  std::size_t tiles() const;
  std::size_t first_span() const;
  Place place(std::size_t query, double uniform) const;
  ActionId within(std::size_t query, Place place) const;

  const SoftmaxKernel& kernel_;
  const Catalogue& catalogue_;
  const Slice& slice_;
  RowsView<float> queries_;
  std::vector<float> shift_;       // of each query
  RowMatrix<float> tile_weights_;  // [n, tiles of the slice]
  RowMatrix<double> spans_;        // [n, spans of the catalogue]: weights of all up to this one, it too
};

}  // namespace megabandit
