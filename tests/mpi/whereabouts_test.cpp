#include "mpi/whereabouts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace megabandit {
namespace {

using testing::HasSubstr;
using testing::Not;

Whereabouts inside(int number, Verb verb) {
  Whereabouts place;
  for (int i = 1; i < number; ++i) place = place.next(Verb::barrier).outside();
  return place.next(verb);
}

std::string judged(const std::vector<std::optional<Whereabouts>>& answers) {
  const std::vector<std::string> hosts(answers.size(), "n1");
  return verdict(inside(9, Verb::sum), 0, 300, answers, hosts).value_or("go on");
}

TEST(Whereabouts, counts_the_verbs_and_knows_whether_one_is_going_on) {
  const Whereabouts place = inside(9, Verb::max);
  EXPECT_EQ(place.number(), 9U);
  EXPECT_TRUE(place.inside());
  EXPECT_EQ(place.verb(), Verb::max);
  EXPECT_FALSE(place.outside().inside());
  EXPECT_EQ(place.outside().number(), 9U);
  EXPECT_FALSE(Whereabouts().inside());
}

TEST(Verdict, names_each_rank_that_is_missing_and_why) {
  const Whereabouts here = inside(9, Verb::sum);
  const std::string text =
      judged({here, std::nullopt, here, inside(8, Verb::max).outside(), inside(8, Verb::gather),
              inside(9, Verb::barrier), inside(9, Verb::sum).outside(), inside(10, Verb::max)});
  EXPECT_THAT(text, HasSubstr("no progress for 300 s in call 9 (sum), where rank 0 of 8 waits"));
  EXPECT_THAT(text, HasSubstr("rank 1 on n1 does not answer"));
  EXPECT_THAT(text, HasSubstr("rank 3 on n1 works on something else after call 8"));
  EXPECT_THAT(text, HasSubstr("rank 4 on n1 is still in call 8 (gather)"));
  EXPECT_THAT(text, HasSubstr("rank 5 on n1 is in call 9 (barrier) instead"));
  for (const char* waiting_or_gone_on : {"rank 2 on", "rank 6 on", "rank 7 on"})
    EXPECT_THAT(text, Not(HasSubstr(waiting_or_gone_on)));
}

TEST(Verdict, lets_a_job_go_on_when_the_accuser_has) {
  EXPECT_EQ(judged({inside(9, Verb::sum).outside(), std::nullopt}), "go on");
}

TEST(Verdict, blames_the_network_when_all_are_there) {
  EXPECT_THAT(judged({inside(9, Verb::sum), inside(9, Verb::sum)}),
              HasSubstr("messages between hosts get lost"));
}

TEST(Verdict, leaves_out_who_need_not_come) {
  const std::string text =
      judged({inside(9, Verb::sum), Whereabouts::of_a_stranger(), inside(8, Verb::sum).outside()});
  EXPECT_THAT(text, Not(HasSubstr("rank 1 on")));
  EXPECT_THAT(text, HasSubstr("rank 2 on n1 works on something else after call 8"));
}

TEST(Verdict, names_who_waits_elsewhere_only_when_nobody_else_is_missing) {
  const Whereabouts here = inside(9, Verb::sum), away = inside(8, Verb::sum).outside().away();
  EXPECT_THAT(judged({here, away}), HasSubstr("rank 1 on n1 waits for other ranks elsewhere after call 8"));
  EXPECT_THAT(judged({here, away, std::nullopt}), Not(HasSubstr("rank 1 on")));
}

TEST(Verdict, names_a_few_of_very_many) {
  std::vector<std::optional<Whereabouts>> answers(100);
  answers[0] = inside(9, Verb::sum);
  EXPECT_THAT(judged(answers), HasSubstr("91 more ranks are missing"));
}

}  // namespace
}  // namespace megabandit
