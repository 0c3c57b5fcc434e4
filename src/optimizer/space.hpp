#pragma once
// Inner products of vectors that have one number a parameter, of which a rank may hold a part only.

#include <cstdint>
#include <vector>

#include "base/matrix.hpp"
#include "comm/communicator.hpp"

namespace megabandit {

/// How the parameters lie on the ranks: first those that every rank has (a tower's), then this rank's piece
/// of those that are cut (the rows of a trained table). The cut part is added up in runs; every rank holds
/// whole runs, and the ranks of `group` hold the pieces in their order. So no result depends on the cut, bit
/// for bit.
class Space {
 public:
  /// All parameters on this rank, none cut.
  Space() = default;
  /// The first `common` parameters are on every rank; of the others, runs of `run` (at least 1) numbers are
  /// added up at a time; the last run of all may be shorter. `group` null: this rank holds all; else it
  /// outlives this.
  Space(std::uint64_t common, std::uint64_t run, Communicator* group = nullptr);

  /// All are @collective over the group, and give the same on all its ranks.
  double dot(const Vector& a, const Vector& b) const;
  double squared_norm(const Vector& a) const { return dot(a, a); }
  double norm(const Vector& a) const;
  /// The largest size of an entry; infinite when an entry is not finite.
  double max_abs(const Vector& a) const;
  /// Of all parameters, wherever they are, when this rank holds so many numbers.
  std::uint64_t size(std::uint64_t here) const;

 private:
  std::uint64_t common_ = UINT64_MAX;
  std::uint64_t run_ = 1;
  Communicator* group_ = nullptr;
};

/// One in which every rank holds all.
const Space& whole_space();

}  // namespace megabandit
