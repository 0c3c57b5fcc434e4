#pragma once
// What every Communicator does, whatever carries it: shared by the tests of the worlds in src/ and of MPI.

#include <gtest/gtest.h>

#include <initializer_list>
#include <limits>

#include "comm/collect.hpp"
#include "comm/communicator.hpp"
#include "shared_counter_laws.hpp"

namespace megabandit {

/// `length` bytes that name the rank who gave them, and to whom.
inline Bytes bytes_of(int from, int to, std::size_t length) {
  Bytes bytes(length);
  for (std::size_t i = 0; i < length; ++i)
    bytes[i] = static_cast<std::byte>(31 * from + 7 * to + static_cast<int>(i % 251));
  return bytes;
}

inline void expect_sums(Communicator& comm, std::size_t length) {
  const int n = comm.size();
  std::vector<std::int64_t> whole(length);
  std::vector<double> real(length);
  std::vector<double> largest(length);
  for (std::size_t i = 0; i < length; ++i) {
    // The first sum wraps around for two ranks and more: integers add modulo 2^64.
    whole[i] =
        i == 0 ? std::numeric_limits<std::int64_t>::max() : static_cast<std::int64_t>(i) * (comm.rank() + 1);
    real[i] = static_cast<double>(i) + 0.25 * comm.rank();
    largest[i] =
        -static_cast<double>((static_cast<std::size_t>(comm.rank()) + i) % static_cast<std::size_t>(n));
  }
  comm.sum(whole);
  comm.sum(real);
  comm.max(largest);
  for (std::size_t i = 0; i < length; ++i) {
    const auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(whole[i], i == 0 ? static_cast<std::int64_t>(limit * static_cast<std::uint64_t>(n))
                               : static_cast<std::int64_t>(i) * n * (n + 1) / 2);
    EXPECT_EQ(real[i], n * static_cast<double>(i) + 0.125 * n * (n - 1));  // quarters add exactly
    EXPECT_EQ(largest[i], 0.0);
  }
}

inline void expect_broadcast_from_each(Communicator& comm, std::size_t length) {
  for (int root = 0; root < comm.size(); ++root) {
    Bytes bytes = bytes_of(comm.rank(), 0, length);
    comm.broadcast(bytes, root);
    EXPECT_EQ(bytes, bytes_of(root, 0, length));
  }
}

/// Rank r gives length(r) bytes.
template <class Length>
void expect_gathers(Communicator& comm, const Length& length) {
  std::vector<Bytes> expected;
  for (int r = 0; r < comm.size(); ++r) expected.push_back(bytes_of(r, 0, length(r)));
  const Bytes& mine = expected[static_cast<std::size_t>(comm.rank())];
  EXPECT_EQ(comm.all_gather(mine), expected);
  for (int root = 0; root < comm.size(); ++root)
    EXPECT_EQ(comm.gather(mine, root), comm.rank() == root ? expected : std::vector<Bytes>{});
}

/// Rank r gives length(r, to) bytes to rank `to`.
template <class Length>
void expect_exchange(Communicator& comm, const Length& length) {
  std::vector<Bytes> outgoing;
  std::vector<Bytes> expected;
  for (int r = 0; r < comm.size(); ++r) {
    outgoing.push_back(bytes_of(comm.rank(), r, length(comm.rank(), r)));
    expected.push_back(bytes_of(r, comm.rank(), length(r, comm.rank())));
  }
  EXPECT_EQ(comm.exchange(std::move(outgoing)), expected);
}

inline void expect_typed_verbs(Communicator& comm) {
  const auto n = static_cast<std::uint64_t>(comm.size());
  const auto r = static_cast<std::uint64_t>(comm.rank());
  const Offset offset = exclusive_sum(comm, 10 + r);
  EXPECT_EQ(offset.first, 10 * r + r * (r - 1) / 2);
  EXPECT_EQ(offset.total, 10 * n + n * (n - 1) / 2);
  EXPECT_EQ(broadcast_text(comm, std::string(r, 'x'), comm.size() - 1), std::string(n - 1, 'x'));
  EXPECT_EQ(broadcast_values(comm, std::vector<int>(r, 5), comm.size() - 1), std::vector<int>(n - 1, 5));
  const std::vector<std::uint64_t> mine(r, r);  // rank 0 gives none
  std::vector<std::uint64_t> all;
  std::vector<std::string> texts;
  for (std::uint64_t k = 0; k < n; ++k) {
    all.insert(all.end(), k, k);
    texts.push_back(std::string(k, 'y'));
  }
  EXPECT_EQ(all_gather_values(comm, std::span(mine)), all);
  EXPECT_EQ(all_gather_text(comm, std::string(r, 'y')), texts);
  EXPECT_EQ(max_value(comm, -1.0 - comm.rank()), -1.0);
}

inline void expect_verbs(Communicator& comm, std::initializer_list<std::size_t> lengths) {
  ASSERT_GE(comm.rank(), 0);
  ASSERT_LT(comm.rank(), comm.size());
  for (const std::size_t length : lengths) {
    expect_sums(comm, length);
    expect_broadcast_from_each(comm, length);
    expect_gathers(comm, [&](int) { return length; });
    expect_gathers(comm, [&](int r) { return r % 2 == 0 ? 0 : length + static_cast<std::size_t>(r); });
    expect_exchange(comm, [&](int from, int to) { return from == to ? 0 : length; });
    expect_exchange(comm,
                    [&](int from, int to) { return static_cast<std::size_t>((from + 2 * to) % 3) * length; });
    comm.barrier();
  }
  expect_typed_verbs(comm);
}

/// The ranks of one colour are a world in the order of their ranks, whatever the other parts do meanwhile.
/// `colour` of every rank.
template <class Colour>
void expect_parts(Communicator& comm, const Colour& colour) {
  const auto part = comm.split(colour(comm.rank()));
  std::vector<int> members;
  for (int rank = 0; rank < comm.size(); ++rank)
    if (colour(rank) == colour(comm.rank())) members.push_back(rank);
  EXPECT_EQ(all_gather_value(*part, comm.rank()), members);
  EXPECT_EQ(static_cast<std::size_t>(part->size()), members.size());
  EXPECT_EQ(members[static_cast<std::size_t>(part->rank())], comm.rank());
  for (int call = 0; call <= 3 * colour(comm.rank()); ++call) part->barrier();
  expect_verbs(*part, {0, 5});
  comm.barrier();
  const auto halves = part->split(part->rank() % 2);  // parts have parts
  EXPECT_EQ(halves->size(), (part->size() + 1 - part->rank() % 2) / 2);
  expect_verbs(*halves, {3});
}

inline void expect_laws(Communicator& comm) {
  expect_verbs(comm, {0, 1, 2, 3, 4, 7, 1000});
  expect_parts(comm, [](int) { return 3; });
  expect_parts(comm, [](int rank) { return rank; });
  expect_parts(comm, [](int rank) { return rank % 2; });
  expect_parts(comm, [](int rank) { return (rank + 1) / 2; });
  expect_shared_counters(comm);
}

}  // namespace megabandit
