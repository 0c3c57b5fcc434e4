#include "mpi/mpi_comm.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "base/error.hpp"
#include "mpi/check.hpp"
#include "mpi/mpi_counters.hpp"

namespace megabandit {
namespace {

/// How the parts of all ranks lie behind each other in one message buffer.
struct Packing {
  std::vector<int> counts;
  std::vector<int> places;
  std::size_t total = 0;

  /// Of each part the elements [first, first + most).
  Packing(const std::vector<std::uint64_t>& lengths, std::size_t first, int most) {
    for (const std::uint64_t length : lengths) {
      const std::size_t left = length > first ? length - first : 0;
      counts.push_back(static_cast<int>(std::min(left, static_cast<std::size_t>(most))));
      places.push_back(static_cast<int>(total));
      total += static_cast<std::size_t>(counts.back());
    }
  }
};

void unpack(const Bytes& buffer, const Packing& packing, std::size_t first, std::vector<Bytes>& parts) {
  for (std::size_t r = 0; r < parts.size(); ++r)
    if (packing.counts[r] > 0)
      std::memcpy(parts[r].data() + first, buffer.data() + packing.places[r],
                  static_cast<std::size_t>(packing.counts[r]));
}

Bytes pack(const std::vector<Bytes>& parts, const Packing& packing, std::size_t first) {
  Bytes buffer(packing.total);
  for (std::size_t r = 0; r < parts.size(); ++r)
    if (packing.counts[r] > 0)
      std::memcpy(buffer.data() + packing.places[r], parts[r].data() + first,
                  static_cast<std::size_t>(packing.counts[r]));
  return buffer;
}

std::vector<Bytes> parts_of(const std::vector<std::uint64_t>& lengths) {
  std::vector<Bytes> parts;
  for (const std::uint64_t length : lengths) parts.emplace_back(length);
  return parts;
}

}  // namespace

MpiComm::MpiComm(MPI_Comm comm, Watchdog& watchdog, std::size_t chunk) : watchdog_(watchdog), chunk_(chunk) {
  check_mpi(MPI_Comm_dup(comm, &comm_), "MPI_Comm_dup");
  check_mpi(MPI_Comm_rank(comm_, &rank_), "MPI_Comm_rank");
  check_mpi(MPI_Comm_size(comm_, &size_), "MPI_Comm_size");
}

MpiComm::MpiComm(MPI_Comm part, const MpiComm& whole)
    : comm_(part), watchdog_(whole.watchdog_), chunk_(whole.chunk_) {
  check_mpi(MPI_Comm_rank(comm_, &rank_), "MPI_Comm_rank");
  check_mpi(MPI_Comm_size(comm_, &size_), "MPI_Comm_size");
  channel_ = watchdog_.open(comm_);
}

MpiComm::~MpiComm() {
  if (channel_ != Watchdog::kWorld) watchdog_.close(channel_);
  MPI_Comm_free(&comm_);
}

std::unique_ptr<Communicator> MpiComm::split(int colour) {
  Watchdog::Watch watch(watchdog_, channel_, Verb::split);
  MPI_Comm part = MPI_COMM_NULL;
  check_mpi(MPI_Comm_split(comm_, colour, rank_, &part), "MPI_Comm_split");
  return std::unique_ptr<Communicator>(new MpiComm(part, *this));
}

std::unique_ptr<SharedCounters> MpiComm::share_counters(std::size_t count) {
  Watchdog::Watch watch(watchdog_, channel_, Verb::share_counters);
  return std::make_unique<MpiCounters>(comm_, count);
}

void MpiComm::reduce(Verb verb, void* values, std::size_t length, std::size_t width, MPI_Datatype type,
                     MPI_Op op) {
  Watchdog::Watch watch(watchdog_, channel_, verb);
  in_chunks(length, chunk_, [&](std::size_t first, int count) {
    void* part = static_cast<std::byte*>(values) + first * width;
    check_mpi(MPI_Allreduce(MPI_IN_PLACE, part, count, type, op, comm_), "MPI_Allreduce");
    watch.progress();
  });
}

void MpiComm::sum(std::span<std::int64_t> values) {
  // Added as unsigned numbers, which may wrap around.
  reduce(Verb::sum, values.data(), values.size(), sizeof(std::int64_t), MPI_UINT64_T, MPI_SUM);
}

void MpiComm::sum(std::span<double> values) {
  reduce(Verb::sum, values.data(), values.size(), sizeof(double), MPI_DOUBLE, MPI_SUM);
}

void MpiComm::max(std::span<double> values) {
  reduce(Verb::max, values.data(), values.size(), sizeof(double), MPI_DOUBLE, MPI_MAX);
}

void MpiComm::broadcast(std::span<std::byte> bytes, int root) {
  Watchdog::Watch watch(watchdog_, channel_, Verb::broadcast);
  in_chunks(bytes.size(), chunk_, [&](std::size_t first, int count) {
    check_mpi(MPI_Bcast(bytes.data() + first, count, MPI_BYTE, root, comm_), "MPI_Bcast");
    watch.progress();
  });
}

std::vector<std::uint64_t> MpiComm::lengths_of_all(std::uint64_t mine) {
  std::vector<std::uint64_t> lengths(static_cast<std::size_t>(size_));
  check_mpi(MPI_Allgather(&mine, 1, MPI_UINT64_T, lengths.data(), 1, MPI_UINT64_T, comm_), "MPI_Allgather");
  return lengths;
}

std::vector<std::uint64_t> MpiComm::lengths_for_me(const std::vector<std::uint64_t>& outgoing) {
  std::vector<std::uint64_t> lengths(static_cast<std::size_t>(size_));
  check_mpi(MPI_Alltoall(outgoing.data(), 1, MPI_UINT64_T, lengths.data(), 1, MPI_UINT64_T, comm_),
            "MPI_Alltoall");
  return lengths;
}

/// The elements of each rank's part that fit one message to or from all ranks.
std::size_t MpiComm::share() const {
  return std::max<std::size_t>(1, chunk_ / static_cast<std::size_t>(size_));
}

std::vector<Bytes> MpiComm::gather(std::span<const std::byte> mine, int root) {
  Watchdog::Watch watch(watchdog_, channel_, Verb::gather);
  const std::vector<std::uint64_t> lengths = lengths_of_all(mine.size());
  std::vector<Bytes> parts = rank_ == root ? parts_of(lengths) : std::vector<Bytes>{};
  in_chunks(*std::ranges::max_element(lengths), share(), [&](std::size_t first, int most) {
    const Packing packing(lengths, first, most);
    Bytes buffer(rank_ == root ? packing.total : 0);
    const int count = packing.counts[static_cast<std::size_t>(rank_)];
    const std::byte* from = count > 0 ? mine.data() + first : nullptr;
    check_mpi(MPI_Gatherv(from, count, MPI_BYTE, buffer.data(), packing.counts.data(), packing.places.data(),
                          MPI_BYTE, root, comm_),
              "MPI_Gatherv");
    unpack(buffer, packing, first, parts);
    watch.progress();
  });
  return parts;
}

std::vector<Bytes> MpiComm::all_gather(std::span<const std::byte> mine) {
  Watchdog::Watch watch(watchdog_, channel_, Verb::all_gather);
  const std::vector<std::uint64_t> lengths = lengths_of_all(mine.size());
  std::vector<Bytes> parts = parts_of(lengths);
  in_chunks(*std::ranges::max_element(lengths), share(), [&](std::size_t first, int most) {
    const Packing packing(lengths, first, most);
    Bytes buffer(packing.total);
    const int count = packing.counts[static_cast<std::size_t>(rank_)];
    const std::byte* from = count > 0 ? mine.data() + first : nullptr;
    check_mpi(MPI_Allgatherv(from, count, MPI_BYTE, buffer.data(), packing.counts.data(),
                             packing.places.data(), MPI_BYTE, comm_),
              "MPI_Allgatherv");
    unpack(buffer, packing, first, parts);
    watch.progress();
  });
  return parts;
}

std::vector<Bytes> MpiComm::exchange(std::vector<Bytes> outgoing) {
  if (outgoing.size() != static_cast<std::size_t>(size_))
    throw InternalError(fmt::format("exchange of {} parts among {} ranks", outgoing.size(), size_));
  Watchdog::Watch watch(watchdog_, channel_, Verb::exchange);
  std::vector<std::uint64_t> sent;
  for (const Bytes& part : outgoing) sent.push_back(part.size());
  const std::vector<std::uint64_t> received = lengths_for_me(sent);
  std::uint64_t longest = *std::ranges::max_element(sent);
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, &longest, 1, MPI_UINT64_T, MPI_MAX, comm_), "MPI_Allreduce");
  std::vector<Bytes> incoming = parts_of(received);
  in_chunks(longest, share(), [&](std::size_t first, int most) {
    const Packing out(sent, first, most);
    const Packing in(received, first, most);
    const Bytes outbound = pack(outgoing, out, first);
    Bytes inbound(in.total);
    check_mpi(MPI_Alltoallv(outbound.data(), out.counts.data(), out.places.data(), MPI_BYTE, inbound.data(),
                            in.counts.data(), in.places.data(), MPI_BYTE, comm_),
              "MPI_Alltoallv");
    unpack(inbound, in, first, incoming);
    watch.progress();
  });
  return incoming;
}

void MpiComm::barrier() {
  Watchdog::Watch watch(watchdog_, channel_, Verb::barrier);
  check_mpi(MPI_Barrier(comm_), "MPI_Barrier");
}

}  // namespace megabandit
