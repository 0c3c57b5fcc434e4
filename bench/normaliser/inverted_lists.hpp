#pragma once
// The peer: exact head of the nearest actions that FAISS's inverted lists find.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/matrix.hpp"

namespace megabandit::bench {

class InvertedLists {
 public:
  virtual ~InvertedLists() = default;
  /// The `nearest` actions of every query by inner product, increasing, looking into `probes` lists.
  virtual std::vector<std::vector<ActionId>> top(const RowMatrix<float>& queries, std::uint64_t nearest,
                                                 std::uint64_t probes) const = 0;
};

/// On one thread. None when this build found no FAISS (libfaiss-dev).
std::unique_ptr<InvertedLists> make_inverted_lists(const RowMatrix<float>& table, std::uint64_t lists);

}  // namespace megabandit::bench
