// Work is taken by whoever is free.
#include "sweep/pool.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "comm/thread_comm.hpp"

namespace megabandit {
namespace {

/// How often each of `count` pieces was done, and by how many ranks in all.
struct Done {
  explicit Done(std::size_t count) : groups(count), ranks(count) {}
  std::vector<std::atomic<int>> groups, ranks;
};

class PoolTest : public testing::TestWithParam<std::tuple<int, std::uint64_t>> {};

TEST_P(PoolTest, EveryPieceIsDoneOnceByAWholeGroup) {
  const auto [ranks, each] = GetParam();
  constexpr std::size_t kPieces = 23;
  Done done(kPieces);
  std::atomic<std::size_t> sizes{0};
  on_threads(ranks, [&](Communicator& comm) {
    const SerialFileDriver files;
    Pool pool({comm, files}, each);
    EXPECT_EQ(pool.groups(), (static_cast<std::size_t>(ranks) + each - 1) / each);
    for (int stage = 0; stage < 2; ++stage)
      pool.carry_out(kPieces, [&, group = &pool.group().comm](std::size_t piece) {
        group->barrier();
        if (group->rank() == 0) ++done.groups[piece], sizes += static_cast<std::size_t>(group->size());
        ++done.ranks[piece];
        return true;
      });
  });
  std::size_t all = 0;
  for (std::size_t piece = 0; piece < kPieces; ++piece) {
    EXPECT_EQ(done.groups[piece], 2);
    all += static_cast<std::size_t>(done.ranks[piece]);
  }
  EXPECT_EQ(all, sizes);
}

INSTANTIATE_TEST_SUITE_P(Sizes, PoolTest,
                         testing::Combine(testing::Values(1, 2, 3, 4, 7), testing::Values(1U, 2U, 3U)));

TEST(Pool, AGroupThatStopsLeavesTheRestToOthers) {
  std::atomic<int> pieces{0};
  on_threads(3, [&](Communicator& comm) {
    const SerialFileDriver files;
    Pool pool({comm, files}, 1);
    pool.carry_out(20, [&](std::size_t) {
      ++pieces;
      return comm.rank() == 1;
    });
  });
  EXPECT_GE(pieces, 1);
  EXPECT_LE(pieces, 20);
}

TEST(Pool, WhatOneGroupThrowsEndsAll) {
  const auto all = [](Communicator& comm) {
    const SerialFileDriver files;
    Pool pool({comm, files}, 2);
    pool.carry_out(4, [&](std::size_t piece) -> bool {
      if (piece == 2) throw AgreedError(Exit::bad_data, "broken", 0);
      return true;
    });
  };
  EXPECT_THROW(on_threads(4, all), Error);
}

}  // namespace
}  // namespace megabandit
