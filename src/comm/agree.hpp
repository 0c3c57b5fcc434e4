#pragma once
// Ranks fail together or not at all.

#include <functional>

#include "base/error.hpp"
#include "comm/communicator.hpp"

namespace megabandit {

/// An error that every rank knows: all ranks throw it with the same text, so that nobody waits in a
/// collective.
class AgreedError : public Error {
 public:
  AgreedError(Exit exit, const std::string& text, int failing_rank)
      : Error(exit, text), failing_rank_(failing_rank) {}
  int failing_rank() const { return failing_rank_; }  ///< the lowest rank that failed

 private:
  int failing_rank_;
};

/// @collective  Runs `work`, which must be @local, on every rank; when it throws on any rank, all ranks throw
/// the lowest failing rank's error as an AgreedError. An AgreedError thrown by `work` itself passes
/// unchanged.
void agree(Communicator& comm, const std::function<void()>& work);

}  // namespace megabandit
