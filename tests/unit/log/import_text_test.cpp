#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "log/import/log_builder.hpp"
#include "log/import/text/delimited.hpp"
#include "log/import/text/place.hpp"
#include "log/import/text/timestamp.hpp"
#include "written_file.hpp"

namespace megabandit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

using Row = std::vector<std::string>;

std::vector<Row> rows_of(const std::string& path) {
  DelimitedReader reader(path, {});
  std::vector<Row> rows;
  for (Row cells; reader.next(cells);) rows.push_back(cells);
  return rows;
}

std::string quoted(const std::string& cell) {
  std::string text = "\"";
  for (const char c : cell) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + '"';
}

TEST(Delimited, reads_quotes_delimiters_and_line_ends_inside_cells) {
  const WrittenFile file("t.csv",
                         "\xEF\xBB\xBF"
                         "a,b\r\n\"x, \"\"y\"\"\",1\r\n\"two\nlines\",\n");
  EXPECT_THAT(rows_of(file.path()), ElementsAre(Row{"x, \"y\"", "1"}, Row{"two\nlines", ""}));
}

TEST(Delimited, names_the_line_that_has_too_few_cells) {
  const WrittenFile file("t.csv", "a,b\n\"1\n1\",2\n3\n");
  EXPECT_THAT([&] { rows_of(file.path()); },
              ThrowsMessage<BadRow>(
                  testing::AllOf(HasSubstr("t.csv, line 4"), HasSubstr("1 cells where the header has 2"))));
}

TEST(Delimited, refuses_a_quote_that_stays_open) {
  const WrittenFile file("t.csv", "a,b\n1,\"2\n");
  EXPECT_THAT([&] { rows_of(file.path()); },
              ThrowsMessage<DataError>(HasSubstr("line 2: a quote is opened")));
}

TEST(Delimited, gives_up_on_an_open_quote_after_a_megabyte_and_at_once) {
  std::string text = "a,b\n1,\"2\n";
  for (int i = 0; i < 1'000'000; ++i)
    text += "1,2\n";  // cutting from the start at each line would take hours
  const WrittenFile file("t.csv", text);
  EXPECT_THAT([&] { rows_of(file.path()); },
              ThrowsMessage<DataError>(HasSubstr("line 2: a quote is opened")));
}

TEST(Delimited, lists_the_columns_there_are) {
  const WrittenFile file("t.csv", "click,item\n");
  EXPECT_THAT(
      [&] { DelimitedReader(file.path(), {}).column("clik"); },
      ThrowsMessage<DataError>(testing::AllOf(HasSubstr("no column 'clik'"), HasSubstr("click, item"))));
}

RC_GTEST_PROP(Delimited, gives_back_what_was_quoted, ()) {
  const auto cells = *rc::gen::container<std::vector<Row>>(rc::gen::container<Row>(
      3, rc::gen::container<std::string>(rc::gen::element('a', ',', '"', '\n', ' ', '\t'))));
  std::string text = "x,y,z\n";
  for (const Row& row : cells) text += quoted(row[0]) + "," + quoted(row[1]) + "," + quoted(row[2]) + "\n";
  const WrittenFile file("t.csv", text);
  RC_ASSERT(rows_of(file.path()) == cells);
}

TEST(LineSource, says_when_a_compressed_file_is_cut_off) {
  std::string text = "a,b\n";
  for (int i = 0; i < 50000; ++i) text += std::to_string(i * 7919) + ",1\n";
  const WrittenFile whole("t.csv.gz", "");
  gzFile out = gzopen(whole.path().c_str(), "wb");
  gzwrite(out, text.data(), static_cast<unsigned>(text.size()));
  gzclose(out);
  EXPECT_EQ(rows_of(whole.path()).size(), 50000u);
  std::filesystem::resize_file(whole.path(), std::filesystem::file_size(whole.path()) / 2);
  EXPECT_THAT([&] { rows_of(whole.path()); }, ThrowsMessage<DataError>(HasSubstr("damaged or cut off")));
}

TEST(LineSource, says_that_a_file_is_missing) {
  EXPECT_THROW(LineSource("no/such/file.csv"), MissingInput);
  EXPECT_THROW(LineSource(std::filesystem::temp_directory_path().string()), MissingInput);
}

TEST(Timestamp, reads_zones_fractions_and_numbers) {
  const auto at = [](std::string_view text) { return parse_timestamp(text, TimeUnit::seconds).value_or(-1); };
  EXPECT_EQ(at("1970-01-01"), 0);
  EXPECT_EQ(at("1970-01-02T00:00:01Z"), 86'401'000'000);
  EXPECT_EQ(at("2019-11-24 00:01:29.788335+00:00"), 1'574'553'689'788'335);
  EXPECT_EQ(at("2019-11-24 09:01:29.788335+09:00"), 1'574'553'689'788'335);
  EXPECT_EQ(at("2021-04-26T17:23:28.1726275"), 1'619'457'808'172'627);
  EXPECT_EQ(at("978300760"), 978'300'760'000'000);
  EXPECT_EQ(parse_timestamp("1574553689788", TimeUnit::milliseconds), 1'574'553'689'788'000);
  for (const char* wrong : {"", "soon", "2019-13-01", "2019-02-30", "2019-11-24 25:00:00", "2019-11-24x"})
    EXPECT_FALSE(parse_timestamp(wrong, TimeUnit::seconds)) << wrong;
}

TEST(LogBuilder, makes_equal_contexts_one) {
  LogBuilder builder;
  const std::vector<float> first{1, 0, 2}, same{1, -0.0f, 2}, other{1, 2, 0};
  EXPECT_EQ(builder.context(first), builder.context(same));
  EXPECT_NE(builder.context(first), builder.context(other));
  EXPECT_EQ(builder.context(SparseRow{{2, 2}, {0, 1}}), ContextId(0))
      << "the order of features does not matter";
  EXPECT_EQ(builder.contexts(), 2u);
  EXPECT_EQ(builder.features(3)(1, 1), 2.0f);
}

TEST(LogBuilder, refuses_a_column_that_only_some_rounds_have) {
  LogBuilder builder;
  const ContextId context = builder.context(SparseRow{});
  builder.add({.context = context, .action = ActionId(0), .reward = 1, .pscore = 1, .position = 2});
  EXPECT_THROW(builder.add({.context = context, .action = ActionId(0), .reward = 1, .pscore = 1}),
               InternalError);
}

TEST(Features, hash_to_the_documented_place) {
  const Feature feature = hashed_feature("User", "user=Tom", 2, 64);
  EXPECT_LT(feature.index, 64u);
  EXPECT_EQ(std::abs(feature.value), 2.0f);
  EXPECT_EQ(feature, hashed_feature("User", "user=Tom", 2, 64));
}

}  // namespace
}  // namespace megabandit
