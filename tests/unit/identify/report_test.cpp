#include "identify/result/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace megabandit {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Report, ScoresThatRoundToZeroHaveNoSign) {
  Report report;
  report.names = {"a", "b"};
  RankedCandidate leader, other;
  leader.score = {-0.0, -0.0, 0.0};
  other.id = CandidateId{1};
  other.score = {-0.0004, -0.0006, 0.0004};
  report.conclusion.ranking = {leader, other};
  const std::string text = text_of(report);
  EXPECT_THAT(text, HasSubstr("0.000 [0.000, 0.000]"));
  EXPECT_THAT(text, HasSubstr("0.000 [-0.001, 0.000]"));
  EXPECT_THAT(text, Not(HasSubstr("-0.000")));
}

}  // namespace
}  // namespace megabandit
