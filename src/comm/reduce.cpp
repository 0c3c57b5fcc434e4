#include "comm/reduce.hpp"

#include "base/check.hpp"
#include "comm/collect.hpp"

namespace megabandit {
namespace {

// Tells apart tallies that do not add: other sections, other scales.
std::uint64_t shape_of(const Tally& tally) {
  std::uint64_t shape = tally.layout().maxima;
  for (const TallySection& section : tally.layout().sections)
    shape = shape * 1'000'003 + (section.kept == Kept::everywhere ? section.cells : 0);
  for (const int scale : tally.scales()) shape = shape * 1'000'003 + static_cast<std::uint64_t>(scale);
  return shape;
}

void sum_cells(Communicator& comm, Tally& mine, Kept kept) {
  if (mine.layout().cells(kept) == 0) return;  // as on all ranks of `comm`
  if (mine.reduction() == Reduction::reproducible)
    comm.sum(mine.fixed_cells(kept));
  else
    comm.sum(mine.float_cells(kept));
}

}  // namespace

void reduce(Communicator& comm, Tally& mine) { reduce(comm, comm, mine); }

void reduce(Communicator& all, Communicator& replicas, Tally& mine) {
  MEGABANDIT_CHECK(communicating, same_on_all_ranks(all, shape_of(mine)), "ranks add up different tallies");
  all.max(mine.limits());
  all.sum(mine.counts());
  sum_cells(all, mine, Kept::everywhere);
  sum_cells(replicas, mine, Kept::by_owners);
}

}  // namespace megabandit
