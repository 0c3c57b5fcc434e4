#include "log/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace megabandit {
namespace {

TEST(Utf8, knows_the_boundaries_of_every_length) {
  for (const std::string good : {"", "a", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                                 "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
    EXPECT_EQ(first_not_utf8("ok" + good + "ok"), std::string::npos) << good;
  for (const std::string bad :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xE0\xA0",
        "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"})
    EXPECT_EQ(first_not_utf8("ok" + bad), 2u) << bad;
}

}  // namespace
}  // namespace megabandit
