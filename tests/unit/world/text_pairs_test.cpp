#include "world/kinds/text_pairs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "world/kinds/text_pair_source.hpp"
#include "world/top_actions.hpp"
#include "written_file.hpp"

namespace megabandit {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

const std::string kWords = "about\nabort\nabove\nreceive\nthe\nthem\nwhich\n";

std::vector<std::uint32_t> numbers(std::span<const ActionId> actions) {
  std::vector<std::uint32_t> out;
  for (const ActionId action : actions) out.push_back(action.value);
  return out;
}

class TextPairs : public ::testing::Test {
 protected:
  TextPairSource read(const std::string& text, TextPairsSettings pairs) {
    const WrittenFile words("words", kWords), file("pairs", text);
    pairs.words = words.path();
    pairs.pairs = file.path();
    return read_text_pairs(pairs, read_words(pairs.words));
  }
};

TEST_F(TextPairs, come_from_codespells_dictionary) {
  const auto source =
      read("teh->the, them,\nabuot->about\nrecieve->receive, a reason, why not\nwihch->which, whirl,\nx->y\n",
           {.format = "codespell"});
  EXPECT_THAT(source.text, ElementsAre("teh", "abuot", "recieve", "wihch"));
  EXPECT_THAT(numbers(source.answers.of(0)), ElementsAre(4, 5));
  EXPECT_THAT(numbers(source.answers.of(1)), ElementsAre(0));
  EXPECT_THAT(numbers(source.answers.of(2)), ElementsAre(3));
  EXPECT_THAT(numbers(source.answers.of(3)), ElementsAre(6));
  EXPECT_THAT(source.remarks, Contains("4 texts with a right answer, 1 of them with several"));
  // " a reason" and "whirl" and "y" are no words of the list; "x" is left without an answer.
  EXPECT_THAT(source.remarks,
              Contains(HasSubstr("3 answers are not in the catalogue and left out, and with them 1 texts")));
}

TEST_F(TextPairs, come_as_words_or_line_numbers_in_a_table) {
  const TextPairsSettings by_word{.text = "typo", .answers = "right"};
  TextPairsSettings by_index = by_word;
  by_index.answers_as = "indices";
  const auto words = read("right\ttypo\nthe,them\tteh\nabort\tabrot\nabout\tabrot\n", by_word);
  const auto indices = read("right\ttypo\n5 4\tteh\n1\tabrot\n0\tabrot\n", by_index);
  EXPECT_EQ(words.text, indices.text);
  EXPECT_EQ(words.answers.action, indices.answers.action);
  EXPECT_EQ(words.answers.offset, (std::vector<std::uint64_t>{0, 2, 4}));
  EXPECT_THAT(words.remarks, Contains("1 lines repeat a text: their answers are joined"));
}

TEST_F(TextPairs, say_what_is_wrong) {
  EXPECT_THAT([&] { read("teh the\n", {.format = "codespell"}); },
              ThrowsMessage<DataError>(HasSubstr("has no '->'")));
  EXPECT_THAT([&] { read("text\tanswers\nteh\t7\n", {.answers_as = "indices"}); },
              ThrowsMessage<DataError>(HasSubstr("line 2, column 'answers': '7' is no line number")));
  EXPECT_THAT([&] { read("text\tanswer\nteh\tthe\n", {}); }, ThrowsMessage<DataError>(HasSubstr("answers")));
}

TEST(TextPairWorld, puts_words_near_their_misspellings) {
  const WrittenFile words("words", kWords),
      file("pairs", "recieve->receive\nabuot->about\nwihch->which\nthhe->the\n");
  for (const char* reduction : {"svd", "random"}) {
    const TextPairsSettings pairs{.words = words.path(),
                                  .pairs = file.path(),
                                  .format = "codespell",
                                  .embedding = 256,
                                  .reduction = reduction};
    const Problem problem = make_text_pairs(pairs, {.test = 0.25}, 3, {});
    ASSERT_EQ(problem.contexts, 4u);
    const auto best = top_actions(problem.queries, problem.catalogue.embedding, 1);
    for (std::size_t i = 0; i < 4; ++i)
      EXPECT_EQ(best[i][0].action, problem.right[i]) << reduction << " " << i;
    EXPECT_EQ(std::ranges::count(problem.split, SplitId::test), 1);
    EXPECT_EQ(problem.catalogue.name[3], "receive");
  }
}

}  // namespace
}  // namespace megabandit
