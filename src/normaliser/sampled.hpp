#pragma once
// Sampled softmax: the logged actions exactly, all others by draws from a proposal.

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "normaliser/normaliser.hpp"
#include "normaliser/weighted_sum.hpp"

namespace megabandit {

/// From where a context's rows are drawn. @local throughout; called by several threads at once.
class Proposal {
 public:
  virtual ~Proposal() = default;
  virtual RowsView<float> rows() const = 0;                 ///< the table that rows are drawn from
  virtual std::uint32_t row_of(ActionId action) const = 0;  ///< its row there
  virtual std::uint64_t memory() const = 0;                 ///< bytes it holds besides the catalogue's table
  /// Draws for each of some queries ([n, d], multiplied by log2 e); draws[q] comes empty.
  virtual void draw(RowsView<float> queries, std::span<const DrawName> names,
                    std::span<DrawnRows> draws) const = 0;
};

/// What a normaliser is called, and the seed of its draws.
struct SampleIdentity {
  std::string name;
  std::uint64_t seed = 0;
};

std::unique_ptr<Normaliser> make_sampled(SampleIdentity identity, const SoftmaxKernel& kernel,
                                         std::unique_ptr<Proposal> proposal);

/// Calls work(first, count) for runs of queries that fit in the cache, on several threads.
void for_query_blocks(std::size_t queries, std::size_t threads,
                      const std::function<void(std::size_t first, std::size_t count)>& work);

/// The names of the draws of `count` queries from `first` on.
std::vector<DrawName> draw_names(const SampleRequest& request, std::uint64_t seed, std::size_t first,
                                 std::size_t count);

/// The rows of a query's known actions, increasing.
template <class RowOf>
std::vector<std::uint32_t> known_rows(const SampleRequest& request, std::size_t query, const RowOf& row_of) {
  std::vector<std::uint32_t> rows;
  for (const ActionId action : request.known_of(query)) rows.push_back(row_of(action));
  std::ranges::sort(rows);
  return rows;
}

}  // namespace megabandit
