#pragma once
// A generator outside the program: one process of this rank, and what it answered.

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

#include "generator/output.hpp"
#include "generator/share.hpp"
#include "generator/tasks.hpp"
#include "outside/dispatch.hpp"
#include "outside/kept_lines.hpp"

namespace megabandit {

/// Fills a share of the tasks: what was answered before is taken from the kept answers, the rest is asked
/// for.
class OutsideGenerator {
 public:
  using Clock = Dispatch::Clock;

  /// @local  Reads kept answers; the process starts with the first question. `tasks` must stay.
  /// @throws CannotWrite, MissingInput
  OutsideGenerator(const Tasks& tasks, const GenerateConfig& config, const std::filesystem::path& answers,
                   Range numbers, int rank);

  /// @local  Asks, and takes answers in until `until`, or until nothing is left.
  /// @throws DataError (answers that cannot be read), MissingInput (the generator is gone for good)
  void work(Clock::time_point until);

  std::uint64_t settled() const { return kept_ + heard_; }  ///< outputs and gaps
  bool done() const { return settled() == share_.numbers().size(); }
  std::uint64_t kept() const { return kept_; }  ///< of those, from an earlier run
  std::uint64_t columns() const { return reader_.columns(); }
  Mishaps mishaps() const { return dispatch_->mishaps(); }
  OutputShare take_share() { return std::move(share_); }

 private:
  void read_kept();
  void ask();

  const Tasks& tasks_;
  OutputReader reader_;
  OutputShare share_;
  KeptLines lines_;
  std::size_t window_;               // numbers that are asked for at a time
  std::uint64_t next_;               // number, not looked at yet
  std::deque<std::uint64_t> asked_;  // numbers, in the order of asking
  std::uint64_t kept_ = 0, heard_ = 0;
  std::optional<Dispatch> dispatch_;  // last: its thread uses the others
};

}  // namespace megabandit
