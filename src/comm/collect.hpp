#pragma once
// The verbs of a Communicator for values, texts and arrays. All are @collective.

#include <cstring>
#include <string>
#include <type_traits>

#include "comm/communicator.hpp"

namespace megabandit {

/// What goes over the wire as its bytes.
template <class T>
concept Plain = std::is_trivially_copyable_v<T>;

/// `value` of rank `root`.
template <Plain T>
T broadcast_value(Communicator& comm, T value, int root) {
  comm.broadcast(std::as_writable_bytes(std::span(&value, 1)), root);
  return value;
}

/// `values` of rank `root`, whatever their number here.
template <Plain T>
std::vector<T> broadcast_values(Communicator& comm, std::vector<T> values, int root) {
  values.resize(broadcast_value(comm, values.size(), root));
  comm.broadcast(std::as_writable_bytes(std::span(values)), root);
  return values;
}

/// `text` of rank `root`.
std::string broadcast_text(Communicator& comm, std::string text, int root);

/// The value of every rank, by rank.
template <Plain T>
std::vector<T> all_gather_value(Communicator& comm, const T& mine) {
  std::vector<T> all(static_cast<std::size_t>(comm.size()));
  const std::vector<Bytes> parts = comm.all_gather(std::as_bytes(std::span(&mine, 1)));
  for (std::size_t r = 0; r < all.size(); ++r) std::memcpy(&all[r], parts[r].data(), sizeof(T));
  return all;
}

/// The values of parts, one after the other. @local
template <Plain T>
std::vector<T> joined(const std::vector<Bytes>& parts) {
  std::size_t bytes = 0;
  for (const Bytes& part : parts) bytes += part.size();
  std::vector<T> all(bytes / sizeof(T));
  auto* to = reinterpret_cast<std::byte*>(all.data());
  for (const Bytes& part : parts)
    if (!part.empty()) to = static_cast<std::byte*>(std::memcpy(to, part.data(), part.size())) + part.size();
  return all;
}

/// The values of all ranks, one after the other by rank. Numbers may differ.
template <Plain T>
std::vector<T> all_gather_values(Communicator& comm, std::span<const T> mine) {
  return joined<T>(comm.all_gather(std::as_bytes(mine)));
}

/// The same on rank `root`; empty elsewhere.
template <Plain T>
std::vector<T> gather_values(Communicator& comm, std::span<const T> mine, int root) {
  return joined<T>(comm.gather(std::as_bytes(mine), root));
}

/// The text of every rank, by rank.
std::vector<std::string> all_gather_text(Communicator& comm, const std::string& mine);

/// A count's place among all ranks.
struct Offset {
  std::uint64_t first = 0;  ///< the sum over the lower ranks
  std::uint64_t total = 0;  ///< the sum over all ranks
};
Offset exclusive_sum(Communicator& comm, std::uint64_t mine);

/// The sum over all ranks; integers exactly (modulo 2^64), doubles in no defined order.
std::int64_t sum_value(Communicator& comm, std::int64_t mine);
double sum_value(Communicator& comm, double mine);
/// Whether all ranks gave the same number.
bool same_on_all_ranks(Communicator& comm, std::uint64_t mine);
/// The largest over all ranks; not NaN.
double max_value(Communicator& comm, double mine);

}  // namespace megabandit
