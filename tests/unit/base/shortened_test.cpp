#include "base/shortened.hpp"

#include <gtest/gtest.h>

namespace megabandit {
namespace {

TEST(Shortened, leaves_what_is_short_enough) {
  EXPECT_EQ(shortened("", 0), "");
  EXPECT_EQ(shortened("abc", 3), "abc");
}

TEST(Shortened, cuts_between_characters) {
  EXPECT_EQ(shortened("abcd", 3), "abc...");
  const std::string accents = "\xC3\xA9\xC3\xA9", rocket = "\xF0\x9F\x9A\x80";
  EXPECT_EQ(shortened(accents, 2), "\xC3\xA9...");
  EXPECT_EQ(shortened(accents, 3), "\xC3\xA9...");
  for (std::size_t bytes = 1; bytes < 5; ++bytes) EXPECT_EQ(shortened("a" + rocket, bytes), "a...");
}

TEST(Shortened, shows_something_of_what_is_no_utf8) {
  EXPECT_EQ(shortened(std::string(9, '\x80'), 8), std::string(5, '\x80') + "...");
}

}  // namespace
}  // namespace megabandit
