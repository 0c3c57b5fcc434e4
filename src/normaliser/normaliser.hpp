#pragma once
// What stands in for the exact partition function where a stated error is accepted. All of them sum some
// actions exactly and estimate the others from draws: a drawn action's weight is divided by the number of
// times it was expected to be drawn, so that the sum's expectation is right (the "logQ correction": the
// logarithm of that number is subtracted from the score). The logarithm of the sum, and the mean, are then
// biased by the order of one over the draws.
//
// Draws are a function of (seed, epoch, context): the same on any rank and thread, and the same at every
// pass of an epoch.

#include <cstdint>
#include <span>
#include <string>

#include "base/ids.hpp"
#include "base/matrix.hpp"
#include "softmax/partition.hpp"

namespace megabandit {

/// Contexts, and what is known of them.
struct SampleRequest {
  RowsView<float> queries{nullptr, 0, 0};      ///< [n, d]
  std::span<const std::uint64_t> context;      ///< [n]  names the draws of each
  std::span<const std::uint64_t> known_first;  ///< [n + 1]  offsets into `known`
  /// Actions whose scores count exactly (those that were logged), increasing within a context, each once.
  std::span<const ActionId> known;
  std::uint32_t epoch = 0;
  bool mean = false;

  std::span<const ActionId> known_of(std::size_t query) const {
    return known.subspan(known_first[query], known_first[query + 1] - known_first[query]);
  }
};

class Normaliser {
 public:
  virtual ~Normaliser() = default;
  virtual std::string name() const = 0;
  /// Bytes it holds besides the table.
  virtual std::uint64_t memory() const = 0;
  /// @local  log Z and, if asked for, E_pi[row], estimated. What it says of a context does not depend on the
  /// contexts beside it, nor on `threads`.
  virtual Partition partition(const SampleRequest& request, std::size_t threads) const = 0;
};

}  // namespace megabandit
