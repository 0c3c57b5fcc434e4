#include "log/inspect/round_reader.hpp"

#include <algorithm>

namespace megabandit {

void RoundReader::each(Faults& faults, const std::function<void(const Slab&)>& visit) const {
  for (std::uint64_t at = rows_.first; at < rows_.last; at += slab_rows_) {
    Slab slab{{at, std::min(at + slab_rows_, rows_.last)}, {}, {}};
    slab.rounds = log_.rounds(slab.rows, faults);
    slab.rounds.position = log_.position(slab.rows, faults);
    slab.rounds.timestamp = log_.timestamp(slab.rows);
    find_good(slab);
    visit(slab);
  }
}

void RoundReader::find_good(Slab& slab) const {
  const LogShape& shape = log_.shape();
  const Below context{shape.contexts}, action{shape.actions}, split{shape.splits.size()};
  const Rounds& rounds = slab.rounds;
  slab.good.resize(rounds.size());
  for (std::size_t i = 0; i < rounds.size(); ++i)
    slab.good[i] = context(rounds.context[i].value) && action(rounds.action[i].value) &&
                   Finite{}(rounds.reward[i]) && Propensity{}(rounds.pscore[i]) &&
                   (rounds.split.empty() || split(rounds.split[i])) &&
                   (!split_ || rounds.split[i] == *split_);
}

}  // namespace megabandit
