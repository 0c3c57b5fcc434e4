#pragma once
// What is looked at in a round: the output the user saw, or points drawn from the kernel around it (DSO
// specification 1.9.4).

#include <span>

#include "base/matrix.hpp"
#include "density/pivot.hpp"
#include "log/shard.hpp"
#include "outputs/settings.hpp"

namespace megabandit {

/// Which of a round's pivots a pass takes.
enum class PivotUse {
  all,      ///< optimisers that compare values must see one function
  in_turn,  ///< one, another in every epoch
};

class Pivots {
 public:
  Pivots(const DensitySettings& settings, const Kernel& kernel, std::uint64_t seed, PivotUse use);

  /// How many a round has in a pass.
  std::uint64_t of_a_pass() const { return use_ == PivotUse::all ? count_ : 1; }
  /// @local  Moves `output` to the pivot that is entry `entry` of the round in pass `epoch`; returns its
  /// name. A function of seed, block, round and which pivot it is.
  std::uint64_t move(BlockId block, std::size_t round, std::uint64_t entry, std::uint32_t epoch,
                     std::span<double> output) const;

 private:
  Kernel kernel_;
  PivotKind kind_;
  std::uint64_t count_;
  std::uint64_t seed_;
  PivotUse use_;
};

}  // namespace megabandit
