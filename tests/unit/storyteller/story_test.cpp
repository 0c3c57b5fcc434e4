// The small real generator of examples/storyteller, with the model that lies beside the repository.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <set>

#include "storyteller/story.hpp"
#include "temporary_directory.hpp"

namespace storyteller {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::filesystem::path kFolder = MEGABANDIT_SHARED_DATA "/stories260k";

class Story : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kFolder))
      GTEST_SKIP() << "no stories260K in " << kFolder << ", which has a model for this test";
    model_.emplace(kFolder / "stories260K.bin");
    vocabulary_.emplace(kFolder / "tok512.bin", model_->shape().tokens);
    teller_.emplace(*model_, *vocabulary_);
  }
  static double distance(const std::vector<float>& a, const std::vector<float>& b) {
    double squares = 0;
    for (std::size_t i = 0; i < a.size(); ++i) squares += std::pow(static_cast<double>(a[i] - b[i]), 2);
    return std::sqrt(squares);
  }

  std::optional<Model> model_;
  std::optional<Vocabulary> vocabulary_;
  std::optional<Storyteller> teller_;
};

// doc/stories260K.md of karpathy/llama2.c
TEST_F(Story, GreedyDecodingGivesTheTextThatItsAuthorShows) {
  EXPECT_THAT(
      teller_->continued("", {.temperature = 0, .tokens = 100, .sentences = 0}, 1),
      StartsWith("Once upon a time, there was a little girl named Lily. She loved to play outside in the "
                 "park. One day, she saw a big, red ball."));
}

TEST_F(Story, TokensAreTheTextAgain) {
  for (const std::string text :
       {"Once upon a time", "Lily said, \"Hi!\"", "caf\xC3\xA9 \xE2\x82\xAC 7\n", "x"}) {
    std::string again;
    std::int32_t before = kBeginning;
    const auto tokens = vocabulary_->tokens_of(text);
    for (std::size_t i = 1; i < tokens.size(); ++i) {
      again += vocabulary_->text_of(tokens[i], before);
      before = tokens[i];
    }
    EXPECT_EQ(again, text);
  }
  EXPECT_EQ(vocabulary_->tokens_of(""), std::vector<std::int32_t>{kBeginning});
}

TEST_F(Story, IsAFunctionOfBeginningAndSeed) {
  const Manner manner{.temperature = 0.9, .tokens = 40, .sentences = 1};
  const std::string beginning = "Once upon a time, there was a dog. It was";
  const std::string text = teller_->continued(beginning, manner, 7);
  EXPECT_EQ(teller_->continued(beginning, manner, 7), text);
  std::set<std::string> texts;
  for (std::uint64_t seed = 0; seed < 20; ++seed) texts.insert(teller_->continued(beginning, manner, seed));
  EXPECT_GT(texts.size(), 10u);
}

TEST_F(Story, EndsWithItsSentenceOrWhenItIsLongEnough) {
  const std::string beginning = "One day, Tom saw";
  const std::string one = teller_->continued(beginning, {.temperature = 0, .tokens = 200, .sentences = 1}, 1);
  EXPECT_EQ(one.find_first_of(".!?"), one.size() - 1) << one;
  EXPECT_EQ(teller_->continued(beginning, {.temperature = 0, .tokens = 0, .sentences = 1}, 1), "");
  const std::string three = teller_->continued(beginning, {.temperature = 0, .tokens = 3, .sentences = 0}, 1);
  EXPECT_THAT(one, StartsWith(three.substr(0, 3)));
  EXPECT_LT(three.size(), 40u);
  EXPECT_NO_THROW(
      teller_->continued(std::string(5000, 'a'), {.temperature = 1, .tokens = 600, .sentences = 0}, 1));
}

TEST_F(Story, ProbabilitiesOfSampledTokensAreTheModelsOwn) {
  Reading reading(*model_);
  for (const std::int32_t token : vocabulary_->tokens_of("Once upon a time, there was a little"))
    reading.read(token);
  const std::vector<float> logits = reading.logits();
  double sum = 0, first = 0;
  const auto girl = vocabulary_->tokens_of("a little girl");
  const auto little = vocabulary_->tokens_of("a little");
  const std::int32_t next = girl[little.size()];
  for (const float logit : logits) sum += std::exp(static_cast<double>(logit));
  first = std::exp(static_cast<double>(logits[static_cast<std::size_t>(next)])) / sum;
  int hits = 0;
  constexpr int draws = 400;
  for (std::uint64_t seed = 0; seed < draws; ++seed) {
    const std::string word = teller_->continued("Once upon a time, there was a little",
                                                {.temperature = 1, .tokens = 1, .sentences = 0}, seed);
    hits += " " + word == vocabulary_->text_of(next, 0) || word == vocabulary_->text_of(next, 0);
  }
  EXPECT_NEAR(static_cast<double>(hits) / draws, first, 5 * std::sqrt(first * (1 - first) / draws));
}

TEST_F(Story, EmbeddingsAreOfTheTextAloneAndNearForLikeTexts) {
  const auto happy = teller_->embedded("She was very happy and smiled.");
  ASSERT_EQ(happy.size(), 64u);
  EXPECT_EQ(teller_->embedded("She was very happy and smiled."), happy);
  EXPECT_LT(distance(happy, teller_->embedded("She was very happy and laughed.")),
            distance(happy, teller_->embedded("The big dog ran to the car.")));
  for (const float number : teller_->embedded("")) EXPECT_TRUE(std::isfinite(number));
}

std::string refusal_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST(Checkpoint, ThatIsNoneIsRefused) {
  const megabandit::TemporaryDirectory directory;
  const auto path = directory.path() / "model.bin";
  EXPECT_THAT(refusal_of([&] { Model{path}; }), HasSubstr("model.bin: cannot be read"));
  std::ofstream(path) << "no model at all, but a text that is long enough";
  EXPECT_THAT(refusal_of([&] { Model{path}; }), HasSubstr("describe no model"));
  const std::int32_t shape[] = {8, 16, 1, 2, 1, 300, 32};
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(shape), sizeof shape);
  EXPECT_THAT(refusal_of([&] { Model{path}; }), HasSubstr("it has 28 bytes, not the"));
  EXPECT_THAT(refusal_of([&] { Vocabulary(path, 300); }), HasSubstr("is it the model's own vocabulary?"));
}

}  // namespace
}  // namespace storyteller
