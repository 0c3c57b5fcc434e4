#include "config/units.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace megabandit {
namespace {

TEST(Units, Durations) {
  EXPECT_EQ(parse_duration("600 s"), Seconds(600));
  EXPECT_EQ(parse_duration("250ms"), Seconds(0.25));
  EXPECT_EQ(parse_duration("10 min"), Seconds(600));
  EXPECT_EQ(parse_duration("1 d"), Seconds(86400));
  for (const char* wrong :
       {"", "10", "s", "-1 s", "ten s", "1 s ", " 1 s", "1 S", "inf s", "nan s", "1e400 s"}) {
    EXPECT_FALSE(parse_duration(wrong)) << wrong;
  }
}

TEST(Units, Sizes) {
  EXPECT_EQ(parse_size("8 GiB")->bytes, 8ULL << 30);
  EXPECT_EQ(parse_size("1.5KiB")->bytes, 1536U);
  EXPECT_EQ(parse_size("10 MB")->bytes, 10'000'000U);
  for (const char* wrong : {"", "8", "8 G", "8 gib", "-1 B", "8388608 TiB"})
    EXPECT_FALSE(parse_size(wrong)) << wrong;
}

TEST(Units, WhatIsWrittenIsReadBack) {
  EXPECT_EQ(format_duration(Seconds(600)), "600 s");
  EXPECT_EQ(format_size({8ULL << 30}), "8 GiB");
  EXPECT_EQ(format_size({1536ULL << 20}), "1536 MiB");
  EXPECT_TRUE(rc::check([] {
    const double seconds = std::abs(*rc::gen::arbitrary<double>());
    RC_ASSERT(parse_duration(format_duration(Seconds(seconds))) == Seconds(seconds));
    const auto bytes = static_cast<std::uint64_t>(*rc::gen::arbitrary<std::uint32_t>())
                       << *rc::gen::inRange(0, 20);
    RC_ASSERT(parse_size(format_size({bytes}))->bytes == bytes);
  }));
}

}  // namespace
}  // namespace megabandit
