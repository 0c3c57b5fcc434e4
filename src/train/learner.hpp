#pragma once
// Something that is learned by adding up what the ranks saw. Training and evaluation are the same loop
// (train/loop.hpp) with another `observe` and another `decide`.

#include <string>

#include "base/saved_state.hpp"
#include "base/tally.hpp"

namespace megabandit {

/// Which part of a step's work is this rank's.
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
  virtual TallyLayout layout() const = 0;                      ///< @replicated  what this step adds up
  virtual void observe(const Share& share, Tally& tally) = 0;  ///< @local       no communication
  virtual Decision decide(const Tally& total) = 0;  ///< @replicated  same input, same answer, on every rank
  virtual SavedState save() const = 0;              ///< @replicated
  virtual void load(const SavedState& state) = 0;   ///< @replicated
};

}  // namespace megabandit
