#include "comm/dry_run_comm.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "comm/self_comm.hpp"

namespace megabandit {

DryRunComm::DryRunComm(int rank, int size) : rank_(rank), size_(size) {
  if (size < 1 || rank < 0 || rank >= size)
    throw UsageError(fmt::format("rank {} of {} cannot be planned: give at least one rank", rank, size));
}

void DryRunComm::count(Verb verb, std::size_t bytes) {
  if (size_ == 1) return;
  Traffic& traffic = (*traffic_)[static_cast<std::size_t>(verb)];
  traffic.calls += 1;
  traffic.bytes += bytes;
}

std::vector<Bytes> DryRunComm::from_everyone(std::span<const std::byte> mine) const {
  return std::vector<Bytes>(static_cast<std::size_t>(size_), Bytes(mine.begin(), mine.end()));
}

void DryRunComm::sum(std::span<std::int64_t> values) {
  count(Verb::sum, values.size_bytes());
  const auto ranks = static_cast<std::uint64_t>(size_);
  for (auto& value : values) value = static_cast<std::int64_t>(static_cast<std::uint64_t>(value) * ranks);
}

void DryRunComm::sum(std::span<double> values) {
  count(Verb::sum, values.size_bytes());
  for (double& value : values) value *= size_;
}

void DryRunComm::max(std::span<double> values) { count(Verb::max, values.size_bytes()); }

void DryRunComm::broadcast(std::span<std::byte> bytes, int root) {
  count(Verb::broadcast, rank_ == root ? bytes.size() : 0);
}

std::vector<Bytes> DryRunComm::gather(std::span<const std::byte> mine, int root) {
  count(Verb::gather, mine.size());
  return rank_ == root ? from_everyone(mine) : std::vector<Bytes>{};
}

std::vector<Bytes> DryRunComm::all_gather(std::span<const std::byte> mine) {
  count(Verb::all_gather, mine.size());
  return from_everyone(mine);
}

std::vector<Bytes> DryRunComm::exchange(std::vector<Bytes> outgoing) {
  std::size_t bytes = 0;
  for (const Bytes& part : outgoing) bytes += part.size();
  count(Verb::exchange, bytes);
  return from_everyone(outgoing[static_cast<std::size_t>(rank_)]);
}

void DryRunComm::barrier() { count(Verb::barrier, 0); }

std::unique_ptr<SharedCounters> DryRunComm::share_counters(std::size_t counters) {
  count(Verb::share_counters, sizeof counters);
  return std::make_unique<OwnCounters>(counters);
}

std::unique_ptr<Communicator> DryRunComm::split(int colour) {
  count(Verb::split, sizeof(int));
  int rank = rank_, size = size_;
  if (!splits_.empty()) {
    const auto colour_of = std::move(splits_.front());
    splits_.pop_front();
    rank = size = 0;
    for (int other = 0; other < size_; ++other) {
      if (other == rank_) rank = size;
      if (other == rank_ || colour_of(other) == colour) ++size;
    }
  }
  auto part = std::make_unique<DryRunComm>(rank, size);
  part->traffic_ = traffic_;
  return part;
}

}  // namespace megabandit
