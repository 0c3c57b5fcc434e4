#pragma once
// Ranks fail together or not at all.

#include <cstdint>
#include <functional>
#include <string>

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

/// @collective over `group`  The same; without a group `work` is just run.
void agree(Communicator* group, const std::function<void()>& work);

/// @collective over `all`  The same where `work` may be @collective over a part of these ranks: an error that
/// the part agreed on is news to the others.
void agree_on_parts(Communicator& all, const std::function<void()>& work);

/// Runs `work`; an AgreedError becomes an Error like any other, on which more ranks can agree. @local
void forget_agreement(const std::function<void()>& work);

/// @collective  Checks that `fingerprint`, of what shall be the same on all ranks, is. `what` it is of, and
/// `remedy`, go into the text, which names the ranks that differ from rank 0. @throws AgreedError
/// (Exit::internal)
void require_same(Communicator& comm, std::uint64_t fingerprint, const std::string& what,
                  const std::string& remedy);

}  // namespace megabandit
