#include "base/tally.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"

namespace megabandit {
namespace {

const TallySection kOne{"one", 3};

Tally filled(const Scales& scales, int parts, int part, double size) {
  Tally tally({{kOne}, 1}, Reduction::reproducible, scales);
  for (int i = part; i < 1000; i += parts) {
    std::vector<double> addend;
    for (std::uint32_t k = 0; k < 3; ++k)
      addend.push_back(
          size * normal({.seed = 7, .stream = Stream::probe, .index = static_cast<std::uint64_t>(i)}, k));
    tally.add(0, addend);
    tally.raise(0, addend[0]);
  }
  return tally;
}

Tally merged(const Scales& scales, int parts, double size) {
  Tally total({{kOne}, 1}, Reduction::reproducible, scales);
  for (int part = parts - 1; part >= 0; --part) total.merge(filled(scales, parts, part, size));
  return total;
}

TEST(Tally, has_the_same_bits_for_any_cut) {
  const Scales scales{40};
  const Tally alone = merged(scales, 1, 1.0);
  for (const int parts : {2, 3, 7, 1000}) {
    const Tally cut = merged(scales, parts, 1.0);
    EXPECT_EQ(alone.section(0), cut.section(0)) << parts;
    EXPECT_EQ(alone.maximum(0), cut.maximum(0));
    EXPECT_EQ(alone.fits(), cut.fits());
    EXPECT_EQ(alone.better_scales(), cut.better_scales());
  }
}

TEST(Tally, moves_its_scale_until_it_fits) {
  for (const double size : {1e-320, 1e-310, 1e-300, 1e-30, 1e-9, 1.0, 1e9, 1e30, 1e300, 2e305}) {
    Scales scales{30};
    Tally total = merged(scales, 1, size);
    if (!total.fits()) total = merged(total.better_scales(), 1, size);
    ASSERT_TRUE(total.fits()) << size;
    // Rounding: at most half a unit of 2^-scale an addend.
    double expected = 0;
    for (int i = 0; i < 1000; ++i)
      expected +=
          size * normal({.seed = 7, .stream = Stream::probe, .index = static_cast<std::uint64_t>(i)}, 0);
    EXPECT_NEAR(total.section(0)[0], expected, 1000 * std::ldexp(0.5, -total.scales()[0]) + 1e-12 * size)
        << size;
  }
}

TEST(Tally, notices_an_overflow_that_only_the_sum_has) {
  // Each addend fits 62 bits; 1000 of them do not.
  Tally total = merged({59}, 1, 1.0);
  EXPECT_FALSE(total.fits());
  EXPECT_TRUE(merged(total.better_scales(), 3, 1.0).fits());
}

TEST(Tally, takes_numbers_too_small_for_any_scale_as_zeros) {
  Scales scales{30};
  for (int move = 0; move < 2; ++move) scales = merged(scales, 1, 1e-306).better_scales();
  const Tally total = merged(scales, 1, 1e-306);
  EXPECT_TRUE(total.fits());
  EXPECT_NEAR(total.section(0)[0], 0, 1e-300);
}

TEST(Tally, refuses_numbers_that_are_not_finite) {
  Tally tally({{kOne}, 0}, Reduction::reproducible, {30});
  const std::vector<double> bad{1.0, std::numeric_limits<double>::quiet_NaN(), 2.0};
  EXPECT_THROW(tally.add(0, bad), InternalError);
}

TEST(Tally, keeps_the_scale_of_a_section_of_zeros) {
  Tally tally({{kOne}, 0}, Reduction::reproducible, {30});
  tally.add(0, std::vector<double>{0, 0, 0});
  EXPECT_TRUE(tally.fits());
  EXPECT_EQ(tally.better_scales(), Scales{30});
}

TEST(Tally, adds_floats_in_fast_mode) {
  Tally tally({{kOne}, 0}, Reduction::fast, {0});
  tally.add(0, std::vector<double>{1, 2}, 1);
  tally.add(0, std::vector<double>{1, 2}, 1);
  EXPECT_EQ(tally.section(0), (std::vector<double>{0, 2, 4}));
}

}  // namespace
}  // namespace megabandit
