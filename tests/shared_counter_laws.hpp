#pragma once
// What counters of a world do, whatever carries them.

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "comm/collect.hpp"
#include "comm/communicator.hpp"

namespace megabandit {

/// Every number is given out once, and each rank's own numbers rise; counters do not know of each other.
inline void expect_shared_counters(Communicator& comm) {
  constexpr std::int64_t kNumbers = 50;
  const auto counters = comm.share_counters(2);
  std::vector<std::int64_t> mine;
  for (std::int64_t next = 0; (next = counters->add(0, 1)) < kNumbers;) mine.push_back(next);
  EXPECT_TRUE(std::ranges::is_sorted(mine));
  counters->add(1, 3 * comm.rank());
  std::vector<std::int64_t> all = all_gather_values(comm, std::span<const std::int64_t>(mine));
  std::ranges::sort(all);
  ASSERT_EQ(all.size(), static_cast<std::size_t>(kNumbers));
  for (std::int64_t number = 0; number < kNumbers; ++number)
    EXPECT_EQ(all[static_cast<std::size_t>(number)], number);
  EXPECT_EQ(counters->add(0, 0), kNumbers + comm.size());
  EXPECT_EQ(counters->add(1, 0), 3 * comm.size() * (comm.size() - 1) / 2);
  comm.barrier();  // they end when nobody asks any more
}

}  // namespace megabandit
