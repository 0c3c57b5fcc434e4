#include "base/addend.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/random.hpp"

namespace megabandit {
namespace {

// Of every size that a tally adds: halves, integers, and numbers up to the limit.
std::vector<double> numbers(std::size_t n) {
  std::vector<double> all;
  for (std::size_t i = 0; i < n; ++i) {
    const int exponent = static_cast<int>(i % 64) - 2;
    const double fraction =
        2 * uniform({.seed = 3, .stream = Stream::probe, .index = static_cast<std::uint64_t>(i)}) - 1;
    all.push_back(std::ldexp(fraction, exponent));
  }
  for (const double x : {0.0, -0.0, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0x1p31, -0x1p31, 0x1p31 + 0.5,
                         0x1p32 - 0.5, 0x1.8p32, 0x1p52 + 1, -0x1p52 - 1, 0x1p62, -0x1p62})
    all.push_back(x);
  return all;
}

TEST(Addend, is_rounded_as_the_library_rounds) {
  const std::vector<double> all = numbers(10'000);
  std::vector<std::int64_t> cells(all.size(), 0);
  add_scaled(all, 1, cells.data());
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(cells[i], std::llrint(all[i])) << all[i];
}

TEST(Addend, extent_is_that_of_every_number) {
  for (const std::size_t n : {0, 1, 7, 8, 9, 31})
    for (std::size_t at = 0; at < n; ++at)
      for (const double largest : {3.0, -3.0}) {
        std::vector<double> addend(n, 1.0);
        addend[at] = largest;
        EXPECT_EQ(extent(addend).peak, 3.0);
        EXPECT_TRUE(extent(addend).finite);
        for (const double bad :
             {std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::infinity()}) {
          addend[at] = bad;
          EXPECT_FALSE(extent(addend).finite) << n << ' ' << at;
        }
      }
}

TEST(Addend, comes_back_as_the_library_scales) {
  const std::vector<std::int64_t> cells{0, 1, -1, (std::int64_t{1} << 53) + 1,
                                        std::numeric_limits<std::int64_t>::min()};
  std::vector<double> out(cells.size());
  for (const int exponent : {-900, -3, 0, 58, 1000}) {
    unscale(cells, exponent, out.data());
    for (std::size_t i = 0; i < cells.size(); ++i)
      EXPECT_EQ(out[i], std::ldexp(static_cast<double>(cells[i]), -exponent));
  }
}

}  // namespace
}  // namespace megabandit
