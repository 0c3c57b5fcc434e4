#pragma once
// Something that is learned by adding up what the ranks saw. Training and evaluation are the same loop
// (run/loop.hpp) with another `observe` and another `decide`.

#include <string>

#include "base/saved_state.hpp"
#include "base/tally.hpp"

namespace megabandit {

/// Which part of the log is this rank's: part `rank` of `ranks`.
struct Share {
  int rank = 0;
  int ranks = 1;
};

struct Decision {
  std::string finished = {};  ///< why it is done; empty: go on
  bool again = false;         ///< the step was of no use: it is done once more and counts once
};

class Learner {
 public:
  virtual ~Learner() = default;
  /// @replicated  What this step adds up.
  virtual TallyLayout layout() const = 0;
  /// @local, or @collective over the ranks that have the same part of the log and share out the catalogue;
  /// what it throws is then thrown by all of these.
  virtual void observe(const Share& share, Tally& tally) = 0;
  /// @replicated  Same input, same answer, on every rank. @collective over the ranks that share out the
  /// catalogue.
  virtual Decision decide(const Tally& total) = 0;
  /// @replicated  Numbers are the same on every rank; arrays have one number a parameter, those of this rank.
  virtual SavedState save() const = 0;
  virtual void load(const SavedState& state) = 0;  ///< @collective over the same
};

}  // namespace megabandit
