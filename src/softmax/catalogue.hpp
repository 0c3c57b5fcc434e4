#pragma once
// The table as one rank sees it: a slice, and what it must know of the others' slices.

#include <cstdint>

#include "base/matrix.hpp"
#include "comm/communicator.hpp"
#include "softmax/kernel.hpp"

namespace megabandit {

struct Catalogue {
  Slice slice;                    ///< the rows that this rank holds
  std::uint64_t actions = 0;      ///< of all slices together
  RowMatrix<float> landmarks;     ///< rows spread over the whole catalogue, by which shifts are chosen
  int exponent = 0;               ///< no entry of the whole table exceeds 2^exponent in size
  Communicator* group = nullptr;  ///< the ranks that hold the other slices; null: this rank holds all

  std::uint64_t columns() const { return static_cast<std::uint64_t>(slice.rows.cols()); }
  bool whole() const { return group == nullptr; }
};

/// The slices of a catalogue cut for `parts` ranks: nearly equal runs of whole spans, so that no sum depends
/// on the cut; a part beyond the last span is empty. @replicated
struct ActionRange {
  std::uint64_t first = 0, last = 0;
  std::uint64_t size() const { return last - first; }
};
ActionRange slice_range(std::uint64_t actions, std::uint64_t part, std::uint64_t parts);
/// Of this rank among those of `group`; all actions where it is null. @local
ActionRange own_actions(std::uint64_t actions, const Communicator* group);

/// How many landmarks a catalogue of so many actions has, evenly spread over it.
std::uint64_t landmark_count(std::uint64_t actions);

/// @collective over `group` (null: @local)  Fills in what is to be known of all slices; again whenever the
/// rows change. @throws DataError on every rank of the group when an entry is not finite, or too large to be
/// summed in single precision.
Catalogue make_catalogue(const Slice& slice, std::uint64_t actions, Communicator* group);

}  // namespace megabandit
