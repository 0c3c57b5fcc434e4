#pragma once
// Ranks in groups that take work one after the other, whoever is free first.

#include <cstddef>
#include <functional>
#include <memory>

#include "storage/job.hpp"

namespace megabandit {

class Pool {
 public:
  /// @collective over job.comm  Groups of `ranks` neighbours; the last one may be smaller.
  Pool(const Job& job, std::uint64_t ranks);

  /// The ranks of this one's group and their files.
  const Job& group() const { return group_; }
  std::size_t groups() const { return groups_; }

  /// @collective over all  Calls `work`, which is @collective over a group, with each of 0, ..., count - 1 on
  /// one group; a group whose `work` returns false takes nothing more. Returns when all groups have ended. A
  /// rank without work sleeps, and calls `look`, which is @local, now and then and at the end. What `work`
  /// throws ends the job: other groups do not know of it.
  void carry_out(
      std::size_t count, const std::function<bool(std::size_t)>& work,
      const std::function<void()>& look = [] {});

 private:
  Communicator& all_;
  std::unique_ptr<Communicator> ranks_;
  std::unique_ptr<FileDriver> files_;
  Job group_;
  std::size_t groups_;
};

}  // namespace megabandit
