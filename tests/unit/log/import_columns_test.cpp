#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "log/context_encoder.hpp"
#include "log/import/columns/import_columns.hpp"
#include "log/import/text/place.hpp"
#include "written_file.hpp"

namespace megabandit {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

ColumnMap simple_map(std::vector<ColumnSpec> context = {{"x"}}) {
  ColumnMap map;
  map.pscore.columns = {"pscore"};
  map.context = std::move(context);
  return map;
}

Imported import_text(const std::string& text, const ColumnMap& map = simple_map(),
                     ImportOptions options = {}) {
  const WrittenFile file("rounds.csv", text);
  options.sources = {file.path()};
  return import_columns(map, options);
}

std::vector<float> row(const LogPart& part, Eigen::Index context) {
  return {part.features.row(context).begin(), part.features.row(context).end()};
}

TEST(ImportColumns, goes_by_names_and_merges_equal_contexts) {
  const Imported imported = import_text("pscore,x,reward,action\n0.5,1,0,2\n0.25,3,1,0\n1,1,-1,1\n");
  const LogPart& part = imported.part;
  EXPECT_EQ(part.actions, 3u);
  EXPECT_EQ(part.features.rows(), 2);
  EXPECT_THAT(part.rounds.context, ElementsAre(ContextId(0), ContextId(1), ContextId(0)));
  EXPECT_THAT(part.rounds.action, ElementsAre(ActionId(2), ActionId(0), ActionId(1)));
  EXPECT_THAT(part.rounds.reward, ElementsAre(0, 1, -1));
  EXPECT_THAT(part.rounds.pscore, ElementsAre(0.5f, 0.25f, 1.0f));
}

TEST(ImportColumns, gives_categories_the_same_features_in_any_order_of_the_rows) {
  const ColumnMap map = simple_map({{"c", ColumnKind::categorical}, {"x"}});
  const LogPart one = import_text("c,x,action,reward,pscore\nb,7,0,0,1\na,8,0,0,1\n", map).part;
  const LogPart other = import_text("c,x,action,reward,pscore\na,8,0,0,1\nb,7,0,0,1\n", map).part;
  EXPECT_EQ(one.encoding, other.encoding);
  EXPECT_THAT(row(one, 0), ElementsAre(0, 1, 7));
  EXPECT_THAT(row(one, 1), ElementsAre(1, 0, 8));
  EXPECT_EQ(row(one, 1), row(other, 0));
}

TEST(ImportColumns, reads_id_lists_words_and_hashes) {
  const ColumnMap map = simple_map({{"tags", ColumnKind::ids}, {"title", ColumnKind::words, 16}});
  const LogPart part =
      import_text("tags\x09title\taction\treward\tpscore\n10 22 10\tBig big\t0\t0\t1\n22\t\t0\t0\t1\n",
                  [&] {
                    ColumnMap tabs = map;
                    tabs.dialect.delimiter = Delimiter::tab;
                    return tabs;
                  }())
          .part;
  ASSERT_EQ(part.features.cols(), 18);
  EXPECT_THAT(part.features.row(0).head(2), ElementsAre(1, 1)) << "an id listed twice is there once";
  EXPECT_THAT(part.features.row(1).head(2), ElementsAre(0, 1));
  EXPECT_EQ(part.features.row(0).tail(16).cwiseAbs().sum(), 2) << "the word big twice, in one feature";
}

TEST(ImportColumns, keeps_the_features_and_actions_of_a_reference) {
  ColumnMap map = simple_map({{"c", ColumnKind::categorical}});
  map.action_kind = ActionKind::name;
  const LogPart first = import_text("c,action,reward,pscore\nb,tea,0,1\na,milk,0,1\n", map).part;
  EXPECT_THAT(first.catalogue.name, ElementsAre("milk", "tea"));
  EXPECT_THAT(first.rounds.action, ElementsAre(ActionId(1), ActionId(0)));

  ImportOptions options;
  options.like = Reference{"first.h5", first.encoding, 2, first.actions, first.catalogue};
  const Imported second = import_text("c,action,reward,pscore\nz,tea,0,1\nb,tea,0,1\n", map, options);
  EXPECT_EQ(second.part.encoding, first.encoding);
  EXPECT_EQ(second.part.actions, 2u);
  EXPECT_THAT(second.part.rounds.action, ElementsAre(ActionId(1), ActionId(1)));
  EXPECT_THAT(row(second.part, 0), ElementsAre(0, 0));
  EXPECT_THAT(row(second.part, 1), ElementsAre(0, 1));
  EXPECT_THAT(second.report.notes,
              ElementsAre(HasSubstr("1 values are not among the categories of first.h5")));
  EXPECT_THAT([&] { import_text("c,action,reward,pscore\na,beer,0,1\n", map, options); },
              ThrowsMessage<DataError>(HasSubstr("'beer' is none of the 2 known actions")));
}

TEST(ImportColumns, reads_a_table_of_actions) {
  const WrittenFile items("items.csv", "id,kind,price,title\n1,b,2.5,Tea\n0,a,1.5,Milk\n");
  ColumnMap map = simple_map();
  map.action_table = {items.path(), "id", "title", {{"kind", ColumnKind::categorical}, {"price"}}};
  const LogPart part = import_text("x,action,reward,pscore\n1,0,0,1\n", map).part;
  EXPECT_EQ(part.actions, 2u);
  EXPECT_THAT(part.catalogue.name, ElementsAre("Milk", "Tea"));
  EXPECT_THAT(part.catalogue.embedding.row(0), ElementsAre(1, 0, 1.5f));
  EXPECT_THAT(part.catalogue.embedding.row(1), ElementsAre(0, 1, 2.5f));
  EXPECT_THAT([&] { import_text("x,action,reward,pscore\n1,2,0,1\n", map); },
              ThrowsMessage<DataError>(HasSubstr("column 'action': '2' is no action: there are 2")));
}

TEST(ImportColumns, says_what_is_wrong_where_and_what_to_do) {
  const struct {
    const char *row, *said;
  } faults[] = {
      {"1,0,0,0", "line 3, column 'pscore': '0' is no propensity"},
      {"1,0,0,1.5", "column 'pscore': '1.5' is no propensity: it must be in (0, 1]"},
      {"1,0,0,nan", "column 'pscore': 'nan' is no propensity"},
      {"1,0,0,1e-60", "column 'pscore': '1e-60' is no propensity"},
      {"1,0,inf,1", "column 'reward': 'inf' is not a finite"},
      {"1,0,1e39,1", "column 'reward': '1e+39' is not a finite"},
      {"1,0,,1", "column 'reward': '' is empty"},
      {"1,0,1e400,1", "column 'reward': '1e400' is too large or too small"},
      {"1,0,0,1e-400", "column 'pscore': '1e-400' is too large or too small"},
      {"x7,0,0,1", "column 'x': 'x7' is not a number"},
      {"1,-1,0,1", "column 'action': '-1' is not a whole number of at least 0"},
      {"1,tea,0,1", "column 'action': 'tea' is not a whole number"},
      {"1,0,0", "has 3 cells where the header has 4"},
  };
  for (const auto& fault : faults) {
    const std::string text = fmt::format("x,action,reward,pscore\n1,0,0,1\n{}\n2,0,0,1\n", fault.row);
    EXPECT_THAT([&] { import_text(text); },
                ThrowsMessage<DataError>(
                    AllOf(HasSubstr("rounds.csv"), HasSubstr(fault.said), HasSubstr("--drop-invalid"))));
    ImportOptions lenient;
    lenient.on_invalid = OnInvalid::leave_out;
    const Imported imported = import_text(text, simple_map(), lenient);
    EXPECT_EQ(imported.part.rounds.size(), 2u) << fault.row;
    EXPECT_EQ(imported.part.features.rows(), 2) << fault.row;
    EXPECT_EQ(imported.report.read, 3u);
    EXPECT_EQ(imported.report.skipped.at("invalid rows").count, 1u);
    EXPECT_THAT(imported.report.skipped.at("invalid rows").example, HasSubstr(fault.said));
  }
}

TEST(ImportColumns, names_the_nearest_column) {
  EXPECT_THAT([] { import_text("x,action,rewrd,pscore\n"); },
              ThrowsMessage<DataError>(AllOf(HasSubstr("no column 'reward', did you mean 'rewrd'?"),
                                             HasSubstr("x, action, rewrd, pscore"))));
}

TEST(ImportColumns, takes_a_missing_propensity_only_from_the_user) {
  const std::string text = "x,action,reward\n1,0,1\n1,3,0\n";
  EXPECT_THAT([&] { import_text(text); }, ThrowsMessage<DataError>(HasSubstr("--pscore-value uniform")));
  ColumnMap map = simple_map();
  map.pscore = parse_pscore("uniform", {});
  EXPECT_THAT(import_text(text, map).part.rounds.pscore, ElementsAre(0.25f, 0.25f));
  map.pscore = parse_pscore("0.125", {});
  EXPECT_THAT(import_text(text, map).part.rounds.pscore, ElementsAre(0.125f, 0.125f));
}

TEST(ImportColumns, splits_by_column_by_time_and_by_context) {
  std::string text = "x,action,reward,pscore,part,when\n";
  for (int i = 0; i < 1000; ++i)
    text += fmt::format("{},0,0,1,{},{}\n", i / 2, i % 3 ? "learn" : "held", 1000 - i);
  ColumnMap map = simple_map();
  map.timestamp = "when";
  ImportOptions options;
  options.split = parse_split("part", 0);
  const LogPart by_column = import_text(text, map, options).part;
  EXPECT_THAT(by_column.splits, ElementsAre("held", "learn"));
  EXPECT_EQ(by_column.rounds.split[0], 0);
  EXPECT_EQ(by_column.rounds.split[1], 1);

  options.split = parse_split("time:0.1", 0);
  const LogPart by_time = import_text(text, map, options).part;
  EXPECT_THAT(by_time.splits, ElementsAre("train", "test"));
  for (std::size_t i = 0; i < 1000; ++i) EXPECT_EQ(by_time.rounds.split[i], i < 100 ? 1 : 0) << i;

  options.split = parse_split("0.3", 7);
  const LogPart by_context = import_text(text, map, options).part;
  double test = 0;
  for (std::size_t i = 0; i < 1000; i += 2) {
    EXPECT_EQ(by_context.rounds.split[i], by_context.rounds.split[i + 1])
        << "rounds of one context stay together";
    test += by_context.rounds.split[i];
  }
  EXPECT_NEAR(test, 150, 4 * std::sqrt(500 * 0.3 * 0.7));
  EXPECT_THROW(parse_split("1.5", 0), UsageError);
  EXPECT_THROW(parse_split("time:soon", 0), UsageError);
}

TEST(ImportColumns, says_that_text_is_not_utf8) {
  const ColumnMap map = simple_map({{"x", ColumnKind::categorical}});
  EXPECT_THAT([&] { import_text("x,action,reward,pscore\nCaf\xE9,0,0,1\n", map); },
              ThrowsMessage<DataError>(HasSubstr("not UTF-8")));
}

TEST(ImportColumns, describes_an_encoder_that_makes_the_same_features) {
  const ColumnMap map = simple_map({{"c", ColumnKind::categorical}, {"t", ColumnKind::words, 8}, {"x"}});
  const LogPart part =
      import_text("x,c,t,action,reward,pscore\n2.5,\"a,b\",Red car,0,0,1\n1,z,,0,0,1\n", map).part;
  const auto encoder = make_encoder(part.encoding);
  ASSERT_EQ(encoder->features(), static_cast<std::uint64_t>(part.features.cols()));
  EXPECT_EQ(encoder->describe(), part.encoding);
  std::vector<float> features(encoder->features());
  encoder->encode("\"a,b\",Red car,2.5", features);
  EXPECT_EQ(features, row(part, 0));
  encoder->encode("unheard,,1", features);
  EXPECT_THAT(features, ElementsAre(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
  EXPECT_THAT([&] { encoder->encode("a,b,c,d", features); },
              ThrowsMessage<DataError>(HasSubstr("4 cells where the policy expects 3 (c, t, x)")));
}

TEST(ImportColumns, takes_a_number_far_beyond_the_others_for_a_mistake) {
  const std::string text = "x,action,reward,pscore\n1,2,0,1\n1,4000000000,0,1\n1,3,1,1\n";
  EXPECT_THAT([&] { import_text(text); },
              ThrowsMessage<DataError>(AllOf(HasSubstr("rounds.csv, line 3"), HasSubstr("4000000001 actions"),
                                             HasSubstr("only 3 occur"), HasSubstr("--actions"))));
  ImportOptions told;
  told.actions = 4000000001;
  EXPECT_EQ(import_text(text, simple_map(), told).part.actions, 4000000001u);
  EXPECT_EQ(import_text("x,action,reward,pscore\n1,9999,0,1\n").part.actions, 10000u) << "a small catalogue";
}

TEST(ImportColumns, cannot_make_up_names) {
  ColumnMap map = simple_map();
  map.action_kind = ActionKind::name;
  ImportOptions told;
  told.actions = 5;
  EXPECT_THAT([&] { import_text("x,action,reward,pscore\n1,tea,0,1\n", map, told); },
              ThrowsMessage<UsageError>(HasSubstr("--action-table")));
}

TEST(ParseColumn, keeps_colons_that_belong_to_the_name) {
  EXPECT_EQ(parse_column("user_id:token").name, "user_id:token");
  EXPECT_EQ(parse_column("user_id:token:categorical").name, "user_id:token");
  EXPECT_EQ(parse_column("title:words:64").features, 64u);
  EXPECT_THROW(parse_column("title:words"), UsageError);
  EXPECT_THROW(parse_column("age:numeric:3"), UsageError);
  for (const char* features : {"0", "16777217", "99999999999999999999"})
    EXPECT_THAT([&] { parse_column(std::string("title:words:") + features); },
                ThrowsMessage<UsageError>(HasSubstr("must be from 1 to 16777216")));
}

TEST(ParsePscore, says_what_the_option_takes) {
  for (const char* value : {"7", "0", "nan", "even"})
    EXPECT_THAT([&] { parse_pscore(value, {}); }, ThrowsMessage<UsageError>(HasSubstr("or `uniform`")));
}

RC_GTEST_PROP(ImportColumns, gives_back_the_rounds_that_were_written, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(1, 40);
  std::string text = "reward,name,action,pscore,number\n";
  struct Written {
    float reward, pscore, number;
    std::uint32_t action;
    std::string name;
  };
  std::vector<Written> written;
  for (std::size_t i = 0; i < count; ++i) {
    Written round{static_cast<float>(*rc::gen::inRange(-1000000, 1000000)) / 997,
                  static_cast<float>(*rc::gen::inRange(1, 1000001)) / 1000000,
                  static_cast<float>(*rc::gen::inRange(-5, 5)),
                  static_cast<std::uint32_t>(*rc::gen::inRange(0, 50)),
                  *rc::gen::container<std::string>(rc::gen::element('a', 'b', ',', '"', '\n'))};
    std::string quoted;
    for (const char c : round.name) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    text +=
        fmt::format("{},\"{}\",{},{},{}\n", round.reward, quoted, round.action, round.pscore, round.number);
    written.push_back(std::move(round));
  }
  const LogPart part = import_text(text, simple_map({{"name", ColumnKind::categorical}, {"number"}})).part;
  const auto categories =
      nlohmann::json::parse(part.encoding)["columns"][0]["categories"].get<std::vector<std::string>>();
  RC_ASSERT(part.rounds.size() == count);
  for (std::size_t i = 0; i < count; ++i) {
    RC_ASSERT(part.rounds.reward[i] == written[i].reward);
    RC_ASSERT(part.rounds.pscore[i] == written[i].pscore);
    RC_ASSERT(part.rounds.action[i] == ActionId(written[i].action));
    const auto features = part.features.row(part.rounds.context[i].value);
    for (std::size_t c = 0; c < categories.size(); ++c)
      RC_ASSERT(features(static_cast<Eigen::Index>(c)) == (categories[c] == written[i].name ? 1 : 0));
    RC_ASSERT(features(static_cast<Eigen::Index>(categories.size())) == written[i].number);
  }
}

}  // namespace
}  // namespace megabandit
