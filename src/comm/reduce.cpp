#include "comm/reduce.hpp"

#include "base/check.hpp"
#include "comm/collect.hpp"

namespace megabandit {
namespace {

// Tells apart tallies that do not add: other sections, other scales.
std::uint64_t shape_of(const Tally& tally) {
  std::uint64_t shape = tally.layout().maxima;
  for (const TallySection& section : tally.layout().sections) shape = shape * 1'000'003 + section.cells;
  for (const int scale : tally.scales()) shape = shape * 1'000'003 + static_cast<std::uint64_t>(scale);
  return shape;
}

}  // namespace

void reduce(Communicator& comm, Tally& mine) {
  MEGABANDIT_CHECK(communicating, same_on_all_ranks(comm, shape_of(mine)), "ranks add up different tallies");
  comm.max(mine.limits());
  comm.sum(mine.counts());
  if (mine.reduction() == Reduction::reproducible)
    comm.sum(mine.fixed_cells());
  else
    comm.sum(mine.float_cells());
}

}  // namespace megabandit
