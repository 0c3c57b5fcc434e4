#include "comm/reduce.hpp"

namespace megabandit {

void reduce(Communicator& comm, Tally& mine) {
  comm.max(mine.limits());
  comm.sum(mine.counts());
  if (mine.reduction() == Reduction::reproducible)
    comm.sum(mine.fixed_cells());
  else
    comm.sum(mine.float_cells());
}

}  // namespace megabandit
