// What is doubted of settings that are no error.

#include "outputs/doubts/doubts.hpp"

#include <gtest/gtest.h>

namespace megabandit {
namespace {

TEST(DoubtOutputs, speaks_of_embeddings_that_stand_for_what_actions_make) {
  LogShape shape;
  shape.embedding = 3;
  DensitySettings settings;
  settings.kernel = SeenThrough::gaussian;
  EXPECT_TRUE(doubt_outputs(settings, shape).empty()) << "users see the items";
  shape.output = 3;
  ASSERT_EQ(doubt_outputs(settings, shape).size(), 1U);
  EXPECT_NE(doubt_outputs(settings, shape)[0].text.find("/actions/output"), std::string::npos);
  settings.bank = "bank.h5";
  EXPECT_TRUE(doubt_outputs(settings, shape).empty());
  settings.bank.clear();
  shape.action_output = 3;
  EXPECT_TRUE(doubt_outputs(settings, shape).empty());
  shape.action_output = 0;
  settings.kernel = SeenThrough::partition;
  EXPECT_TRUE(doubt_outputs(settings, shape).empty());
}

}  // namespace
}  // namespace megabandit
