#include "config/nearest_name.hpp"

#include <gtest/gtest.h>

namespace megabandit {
namespace {

const std::vector<std::string> names = {"learning_rate", "lpi", "clpi", "ips", "seed"};

TEST(NearestName, MistypedNames) {
  EXPECT_EQ(nearest_name("learning_rat", names), "learning_rate");
  EXPECT_EQ(nearest_name("laerning_rate", names), "learning_rate");
  EXPECT_EQ(nearest_name("cpli", names), "clpi");
  EXPECT_EQ(nearest_name("isp", names), "ips");
  EXPECT_EQ(nearest_name("seeds", names), "seed");
}

TEST(NearestName, NothingNear) {
  EXPECT_EQ(nearest_name("momentum", names), std::nullopt);
  EXPECT_EQ(nearest_name("", names), std::nullopt);
  EXPECT_EQ(nearest_name("x", std::vector<std::string>{"y"}), std::nullopt);
  EXPECT_EQ(nearest_name("x", {}), std::nullopt);
}

TEST(NearestName, Suggestion) {
  EXPECT_EQ(suggestion("sed", names, "the keys are"), "did you mean `seed`?");
  EXPECT_EQ(suggestion("xyz", std::vector<std::string>{"train", "test"}, "the splits are"),
            "the splits are train, test");
}

}  // namespace
}  // namespace megabandit
