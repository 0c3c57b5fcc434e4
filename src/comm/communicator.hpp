#pragma once
// How ranks talk: ten verbs, and nothing else in src/ knows how they are carried out.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/patience.hpp"
#include "comm/shared_counters.hpp"

namespace megabandit {

using Bytes = std::vector<std::byte>;

/// Ranks that work on one job. Every verb is @collective: each rank calls the same verbs in the same order.
/// A verb returns only when its result is there. Lengths are 64-bit.
class Communicator {
 public:
  virtual ~Communicator() = default;

  virtual int rank() const = 0;  ///< @local  0 .. size-1
  virtual int size() const = 0;  ///< @local

  /// Adds `values` over all ranks, in place; the same length everywhere. Integers add modulo 2^64, hence
  /// exactly.
  virtual void sum(std::span<std::int64_t> values) = 0;
  /// As above; the order of the additions is not defined.
  virtual void sum(std::span<double> values) = 0;
  /// The largest of each of `values` over all ranks, in place; the same length everywhere, no NaN.
  virtual void max(std::span<double> values) = 0;
  /// Copies `bytes` of rank `root` to all ranks; the same length everywhere.
  virtual void broadcast(std::span<std::byte> bytes, int root) = 0;
  /// What every rank gave, by rank, on `root`; empty elsewhere. Lengths may differ.
  virtual std::vector<Bytes> gather(std::span<const std::byte> mine, int root) = 0;
  /// What every rank gave, by rank, on every rank. Lengths may differ.
  virtual std::vector<Bytes> all_gather(std::span<const std::byte> mine) = 0;
  /// Sends outgoing[r] to rank r (outgoing.size() == size()); returns what each rank sent here, by rank.
  virtual std::vector<Bytes> exchange(std::vector<Bytes> outgoing) = 0;
  virtual void barrier() = 0;
  /// The ranks that gave the same `colour` (0 or more), in the order of their ranks, as a world of their own.
  /// It must end, on every rank of it, before this one does; a rank may be in several, and calls verbs of one
  /// at a time.
  virtual std::unique_ptr<Communicator> split(int colour) = 0;

  /// `count` numbers that start at 0 and that any rank may ask for at any time.
  virtual std::unique_ptr<SharedCounters> share_counters(std::size_t count) = 0;

  /// @local  How long a verb may make no progress before the job is ended with Exit::rank_lost. Worlds that
  /// cannot lose a rank ignore it.
  virtual void set_patience(Patience) {}
};

}  // namespace megabandit
