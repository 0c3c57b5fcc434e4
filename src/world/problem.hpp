#pragma once
// A problem with a known answer: contexts with features, a catalogue of actions, and which actions are right
// in which context. Each kind of world makes one (world/kinds/); the logging policy turns it into logged
// rounds (world/simulate.hpp).

#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/matrix.hpp"
#include "log/block_plan.hpp"
#include "log/rounds.hpp"

namespace megabandit {

/// Which of the job's ranks asks: contexts are cut into as many contiguous runs as there are ranks.
struct Part {
  int rank = 0;
  int ranks = 1;
  Range of(std::uint64_t contexts) const {
    return even_part(contexts, static_cast<std::uint64_t>(rank), static_cast<std::uint64_t>(ranks));
  }
};

/// Indices into the splits of every simulated log, {"train", "test"}.
enum class SplitId : std::uint8_t { train = 0, test = 1 };

/// One rank's part of the contexts, and all of the catalogue.
struct Problem {
  std::uint64_t contexts = 0;  ///< of all ranks
  Range own;                   ///< the contexts that the members below are about, one row each
  RowMatrix<float> features;   ///< [own, d]
  RowMatrix<float>
      queries;  ///< [own, k]: <query, embedding of a> is high for right actions a; a good but honest guess
  std::vector<std::uint64_t> right_offset;  ///< own + 1 entries; rows of `right`
  std::vector<ActionId> right;              ///< right actions, increasing within a context, at least one
  std::vector<SplitId> split;               ///< of each own context

  ActionColumns catalogue;  ///< on every rank; `embedding` is always there
  std::string encoding;     ///< JSON, how features come about
  std::vector<std::string>
      remarks;  ///< what was dropped, mapped or decided, with counts; the same on every rank
};

}  // namespace megabandit
