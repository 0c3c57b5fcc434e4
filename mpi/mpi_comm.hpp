#pragma once

#include <mpi.h>

#include <memory>

#include "comm/communicator.hpp"
#include "comm/verb.hpp"
#include "mpi/chunks.hpp"
#include "mpi/watchdog.hpp"

namespace megabandit {

/// The processes of an MPI communicator as ranks. Every verb is watched.
class MpiComm final : public Communicator {
 public:
  /// @collective  On a duplicate of `comm`, so that no other message is mistaken for one of these. `chunk`,
  /// at least 1: the most elements that one MPI call is given; the same on every rank.
  MpiComm(MPI_Comm comm, Watchdog& watchdog, std::size_t chunk = kChunk);
  ~MpiComm() override;  // @collective
  MpiComm(const MpiComm&) = delete;
  MpiComm& operator=(const MpiComm&) = delete;

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  void sum(std::span<std::int64_t> values) override;
  void sum(std::span<double> values) override;
  void max(std::span<double> values) override;
  void broadcast(std::span<std::byte> bytes, int root) override;
  std::vector<Bytes> gather(std::span<const std::byte> mine, int root) override;
  std::vector<Bytes> all_gather(std::span<const std::byte> mine) override;
  std::vector<Bytes> exchange(std::vector<Bytes> outgoing) override;
  void barrier() override;
  std::unique_ptr<Communicator> split(int colour) override;
  std::unique_ptr<SharedCounters> share_counters(std::size_t count) override;
  MPI_Comm handle() const { return comm_; }  ///< for libraries that talk MPI themselves
  void set_patience(Patience patience) override { watchdog_.set_patience(patience); }

 private:
  /// @collective over `part`, which this object then frees.
  MpiComm(MPI_Comm part, const MpiComm& whole);
  void reduce(Verb verb, void* values, std::size_t length, std::size_t width, MPI_Datatype type, MPI_Op op);
  std::vector<std::uint64_t> lengths_of_all(std::uint64_t mine);
  std::vector<std::uint64_t> lengths_for_me(const std::vector<std::uint64_t>& outgoing);
  std::size_t share() const;

  MPI_Comm comm_ = MPI_COMM_NULL;
  Watchdog& watchdog_;
  std::size_t chunk_;
  int channel_ = Watchdog::kWorld;
  int rank_ = 0;
  int size_ = 1;
};

}  // namespace megabandit
