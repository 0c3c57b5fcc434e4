// docs/comparing.md has a row for every rule there is, with its parameters.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "compare/sampling/table.hpp"
#include "compare/stopping/table.hpp"

namespace megabandit {
namespace {

std::vector<std::string> rows_under(const std::string& heading) {
  std::ifstream file(MEGABANDIT_DOCS "/comparing.md");
  std::vector<std::string> rows;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) inside = line == "## " + heading;
    if (inside && line.starts_with("| `")) rows.push_back(line);
  }
  return rows;
}

template <class Kind>
void expect_documented(const std::string& heading, const std::vector<Kind>& kinds) {
  const auto rows = rows_under(heading);
  for (const Choice& choice : choices_of(kinds)) {
    const auto row = std::ranges::find_if(
        rows, [&](const std::string& one) { return one.starts_with("| `" + choice.name + "` |"); });
    ASSERT_NE(row, rows.end()) << choice.name;
    for (const Parameter& parameter : choice.parameters)
      EXPECT_NE(row->find("`" + parameter.name + "`"), std::string::npos)
          << choice.name << ": " << parameter.name;
  }
  EXPECT_EQ(rows.size(), kinds.size()) << "a row of something that does not exist";
}

TEST(Documentation, HasEveryRule) {
  expect_documented("Which pair is compared next", sampling_rule_kinds());
  expect_documented("When it stops", stopping_rule_kinds());
}

}  // namespace
}  // namespace megabandit
