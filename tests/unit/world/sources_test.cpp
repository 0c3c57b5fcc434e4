#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/random.hpp"
#include "world/kinds/id_lists.hpp"
#include "world/kinds/likes.hpp"
#include "world/kinds/ratings.hpp"
#include "written_file.hpp"

namespace megabandit {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(Likes, take_the_latest_rating_and_count_the_rest) {
  const WrittenFile file(
      "ratings",
      "u::i::r::t\nA::x::5::9\nA::x::1::3\nA::x::5::2\nA::y::4::1\nA::y::4::2\nB::x::5::1\nB::y::2::1\n");
  RatingsSettings ratings{
      .path = file.path(), .separator = "::", .user = "u", .item = "i", .rating = "r", .time = "t"};
  std::vector<std::string> remarks;
  const Likes likes = read_likes(ratings, remarks);
  ASSERT_EQ(likes.of_user.size(), 1u);  // B likes one item only
  EXPECT_EQ(likes.of_user[0], (std::vector{ActionId(0), ActionId(1)}));
  EXPECT_THAT(remarks, Contains(HasSubstr("2 ratings repeat an earlier one")));
  EXPECT_THAT(remarks, Contains(HasSubstr("1 pairs of a user and an item have several ratings")));
  ratings.time.clear();  // now the later line counts
  ratings.liked = 5;     // and A likes x alone
  remarks.clear();
  EXPECT_EQ(read_likes(ratings, remarks).of_user.size(), 0u);
}

TEST(Likes, name_the_cell_that_is_no_number) {
  const WrittenFile file("ratings", "A\tx\tfive\n");
  const RatingsSettings ratings{.path = file.path(),
                                .separator = "\t",
                                .columns = {"u", "i", "r"},
                                .user = "u",
                                .item = "i",
                                .rating = "r"};
  std::vector<std::string> remarks;
  EXPECT_THAT([&] { read_likes(ratings, remarks); },
              ThrowsMessage<DataError>(HasSubstr("line 1, column 'r': 'five' is not a finite number")));
}

/// 40 readers who like six of the ten books of one of two shelves.
std::string shelves() {
  std::string text = "user_id,item_id,rating\n";
  for (std::uint64_t user = 0; user < 40; ++user)
    for (std::uint32_t n = 0; n < 6; ++n)
      text += fmt::format("u{},b{},5\n", user, user % 2 * 10 + (user * 3 + n) % 10);
  return text;
}

TEST(RatingWorld, cuts_each_users_likes_in_halves_and_points_to_the_shelf) {
  const WrittenFile file("ratings", shelves()), names("names", "id,title\nb0,\"Zero, the book\"\n");
  const RatingsSettings ratings{
      .path = file.path(), .embedding = 4, .names = names.path(), .names_item = "id", .names_name = "title"};
  const Problem problem = make_ratings(ratings, {}, 5, {});
  ASSERT_EQ(problem.contexts, 40u);
  EXPECT_EQ(problem.right.size(), 40u * 3);
  EXPECT_THAT(problem.catalogue.name, Contains("Zero, the book"));
  EXPECT_THAT(problem.catalogue.name, Contains("b13"));
  EXPECT_NEAR(problem.catalogue.embedding.squaredNorm(), 20, 1e-3) << "mean square length 1";
  // Books of the reader's own shelf score higher than those of the other shelf.
  for (Eigen::Index i = 0; i < 40; ++i) {
    const Eigen::VectorXf score = problem.catalogue.embedding * problem.queries.row(i).transpose();
    const bool second =
        problem.catalogue.name[problem.right[static_cast<std::size_t>(3 * i)].value].size() == 3;
    double own = 0, other = 0;
    for (Eigen::Index a = 0; a < 20; ++a)
      ((problem.catalogue.name[static_cast<std::size_t>(a)].size() == 3) == second ? own : other) += score[a];
    EXPECT_GT(own, other) << i;
  }
}

TEST(IdListWorld, learns_who_answers_what) {
  std::string text = "day\ttags\tusers\n";
  for (int i = 0; i < 60; ++i) text += fmt::format("{}\t{} 9\t{}\n", i, i % 3, 100 * (i % 3) + 7);
  text += "61\t\t7\n62\t1\t\n";
  const WrittenFile file("lists", text);
  IdListsSettings lists{.path = file.path(), .context = "tags", .actions = "users", .embedding = 3};
  const Problem problem = make_id_lists(lists, {.test = 0.5, .split = "order"}, 5, {});
  ASSERT_EQ(problem.contexts, 61u);
  EXPECT_EQ(problem.catalogue.name, (std::vector<std::string>{"7", "107", "207"}));
  EXPECT_THAT(problem.remarks, Contains(HasSubstr("1 contexts have no ids")));
  EXPECT_THAT(problem.remarks, Contains(HasSubstr("1 lines have no right action")));
  EXPECT_EQ(problem.split[0], SplitId::train);
  EXPECT_EQ(problem.split[60], SplitId::test);
  for (Eigen::Index i = 0; i < 60; ++i) {
    Eigen::Index best = 0;
    (problem.catalogue.embedding * problem.queries.row(i).transpose()).maxCoeff(&best);
    EXPECT_EQ(best, problem.right[static_cast<std::size_t>(i)].value) << i;
  }
  EXPECT_TRUE((problem.queries.row(60).array() == 0).all()) << "no ids, no direction";
  lists.features = "hashed";
  lists.hashed = 50;
  EXPECT_EQ(make_id_lists(lists, {}, 5, {}).features.cols(), 50);
}

TEST(IdListWorld, refuses_a_file_without_any_id) {
  const WrittenFile file("lists", "tags\tusers\n\t7\n\t8\n");
  const IdListsSettings lists{.path = file.path(), .context = "tags", .actions = "users"};
  EXPECT_THAT([&] { make_id_lists(lists, {}, 5, {}); },
              ThrowsMessage<DataError>(HasSubstr("no line has an id in the column 'tags'")));
}

TEST(ChosenContexts, are_split_and_thinned_as_asked) {
  const auto random = choose_contexts(1000, {.limit = 200, .test = 0.3}, 5);
  EXPECT_EQ(std::ranges::count(random.split, SplitId::test), 300);
  EXPECT_EQ(random.in_log.size(), 200u);
  EXPECT_TRUE(std::ranges::is_sorted(random.in_log));
  // 60 of the 200 are expected to be held out, with standard deviation below sqrt(200 * .3 * .7) = 6.5.
  const auto held_out =
      std::ranges::count_if(random.in_log, [&](auto c) { return random.split[c] == SplitId::test; });
  EXPECT_NEAR(static_cast<double>(held_out), 60, 5 * 6.5);
  const auto ordered = choose_contexts(10, {.test = 0.2, .split = "order"}, 5);
  EXPECT_EQ(ordered.split[7], SplitId::train);
  EXPECT_EQ(ordered.split[8], SplitId::test);
  EXPECT_THROW(choose_contexts(0, {}, 5), DataError);
}

}  // namespace
}  // namespace megabandit
