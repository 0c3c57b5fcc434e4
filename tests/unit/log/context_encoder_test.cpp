#include "log/context_encoder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

std::vector<float> encoded(const std::string& description, std::string_view line) {
  const auto encoder = make_encoder(description);
  std::vector<float> out(encoder->features(), -99.0f);
  encoder->encode(line, out);
  return out;
}

double dot(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * b[i];
  return sum;
}

const std::string kNgrams = R"({"kind":"char-ngrams","features":4096,"shortest":1,"longest":3})";

TEST(NumericEncoder, reads_numbers_between_commas_tabs_or_blanks) {
  const std::string three = R"({"kind":"numeric","features":3})";
  for (const char* line : {"1,-2.5,3e2", "1\t-2.5\t3e2", " 1 -2.5 3e2 \r", "1, -2.5, 3e2"})
    EXPECT_THAT(encoded(three, line), ElementsAre(1.0f, -2.5f, 300.0f)) << line;
}

TEST(NumericEncoder, says_what_is_wrong) {
  const std::string two = R"({"kind":"numeric","features":2})";
  EXPECT_THAT([&] { encoded(two, "1,2,3"); },
              ThrowsMessage<DataError>(HasSubstr("3 numbers where the policy expects 2")));
  EXPECT_THAT([&] { encoded(two, "1,two"); },
              ThrowsMessage<DataError>(HasSubstr("number 2 of a context is 'two'")));
  EXPECT_THAT([&] { encoded(two, "1,inf"); }, ThrowsMessage<DataError>(HasSubstr("not a finite number")));
}

TEST(CharNgramsEncoder, gives_features_of_length_one) {
  for (const char* text : {"a", "the", "receive", "na\xc3\xafve caf\xc3\xa9"}) {
    const auto features = encoded(kNgrams, text);
    EXPECT_NEAR(dot(features, features), 1.0, 1e-5) << text;
  }
  EXPECT_EQ(dot(encoded(kNgrams, ""), encoded(kNgrams, "")), 0.0);
}

// "recieve" and "receive" share 9 of their 7+8+7 n-grams apiece or more; unrelated words share single letters
// at most.
TEST(CharNgramsEncoder, puts_a_misspelling_near_its_word) {
  const auto typo = encoded(kNgrams, "recieve");
  EXPECT_GT(dot(typo, encoded(kNgrams, "receive")), 0.5);
  EXPECT_LT(dot(typo, encoded(kNgrams, "mountain")), 0.2);
}

TEST(CharNgramsEncoder, tells_the_ends_of_a_word_from_its_middle) {
  const std::string pairs = R"({"kind":"char-ngrams","features":65536,"shortest":2,"longest":2})";
  // \2a ab b\3 and \2x xa ab by y\3 share "ab" alone: 1 / sqrt(3 * 5).
  EXPECT_NEAR(dot(encoded(pairs, "ab"), encoded(pairs, "xaby")), 1 / std::sqrt(15.0), 1e-6);
}

TEST(CharNgramsEncoder, counts_characters_not_bytes) {
  const std::string pairs = R"({"kind":"char-ngrams","features":65536,"shortest":2,"longest":2})";
  // "\2é" and "é\3" are all that é has; éé has "éé" as well.
  EXPECT_NEAR(dot(encoded(pairs, "\xc3\xa9"), encoded(pairs, "\xc3\xa9\xc3\xa9")), 2 / std::sqrt(2.0 * 3.0),
              1e-6);
}

TEST(CharNgramsEncoder, does_not_mix_words) {
  EXPECT_EQ(encoded(kNgrams, "one two"), encoded(kNgrams, "  two\tone\r"));
}

TEST(CharNgramsEncoder, refuses_what_is_not_utf8) {
  EXPECT_THAT([] { encoded(kNgrams, "caf\xe9"); },
              ThrowsMessage<DataError>(HasSubstr("byte 0xe9 of a text is not UTF-8")));
}

TEST(HashedIdsEncoder, keeps_lists_apart_but_not_their_order) {
  const std::string ids = R"({"kind":"hashed-ids","features":65536})";
  EXPECT_EQ(encoded(ids, "12 7"), encoded(ids, "7,12"));
  EXPECT_NEAR(dot(encoded(ids, "12 7"), encoded(ids, "12 8")), 0.5, 1e-6);
  EXPECT_EQ(dot(encoded(ids, ""), encoded(ids, "")), 0.0);
}

TEST(ContextEncoder, is_made_again_from_its_description) {
  for (const std::string& description : {kNgrams, std::string(R"({"kind":"numeric","features":2})")}) {
    const auto encoder = make_encoder(description);
    EXPECT_EQ(make_encoder(encoder->describe())->describe(), encoder->describe());
  }
  EXPECT_EQ(encoded(kNgrams, "word"), encoded(make_encoder(kNgrams)->describe(), "word"));
}

TEST(ContextEncoder, refuses_descriptions_it_does_not_know) {
  const auto refusal = [](const char* description, const char* text) {
    EXPECT_THAT([&] { make_encoder(description); }, ThrowsMessage<ConfigError>(HasSubstr(text)))
        << description;
  };
  refusal("nonsense", "not valid JSON");
  refusal(R"({"kind":"images"})", "known are numeric, char-ngrams, hashed-ids");
  refusal(R"([1])", "unknown \"kind\"");
  refusal(R"({"kind":"numeric"})", "needs \"features\"");
  refusal(R"({"kind":"char-ngrams","features":8,"longst":2})", "unknown key \"longst\"");
  refusal(R"({"kind":"char-ngrams","features":8,"shortest":3,"longest":2})",
          "\"shortest\" above its \"longest\"");
  refusal(R"({"kind":"vw","features":1})", "2 features or more");
  refusal(R"({"kind":"columns","columns":[],"delimiter":7})", "\"delimiter\", one character");
  for (const char* features : {"0", "-1", "16777217", "\"8\""})  // a hash has no place among 0 features
    refusal(
        fmt::format(
            R"({{"kind":"columns","delimiter":",","columns":[{{"name":"c","kind":"words","features":{}}}]}})",
            features)
            .c_str(),
        "column");
}

}  // namespace
}  // namespace megabandit
