#include "base/check.hpp"

#include <gtest/gtest.h>

namespace megabandit {
namespace {

TEST(Checks, run_up_to_the_level_of_the_build) {
  EXPECT_TRUE(checks(CheckLevel::off));
  EXPECT_TRUE(checks(kCheckLevel));
  EXPECT_EQ(checks(CheckLevel::exhaustive), kCheckLevel == CheckLevel::exhaustive);
}

TEST(Checks, say_where_and_what) {
  if (!checks(CheckLevel::cheap)) GTEST_SKIP() << "this build checks nothing";
  try {
    MEGABANDIT_CHECK(cheap, 1 + 1 == 3, "{} is not {}", 2, 3);
    FAIL() << "the check did not run";
  } catch (const InternalError& error) {
    const std::string text = error.what();
    EXPECT_NE(text.find("check_test.cpp"), std::string::npos) << text;
    EXPECT_NE(text.find("2 is not 3"), std::string::npos) << text;
  }
}

TEST(Checks, above_the_level_do_not_look) {
  if (checks(CheckLevel::exhaustive)) GTEST_SKIP() << "this build checks everything";
  bool looked = false;
  MEGABANDIT_CHECK(exhaustive, (looked = true), "never");
  EXPECT_FALSE(looked);
}

}  // namespace
}  // namespace megabandit
