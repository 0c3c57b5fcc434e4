// docs/objectives.md has a row for everything there is, with its defaults.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "estimator/table.hpp"
#include "normaliser/table.hpp"
#include "objective/table.hpp"
#include "optimizer/table.hpp"

namespace megabandit {
namespace {

// The rows of the table under a heading, one string a row.
std::vector<std::string> rows_under(const std::string& heading) {
  std::ifstream file(MEGABANDIT_DOCS "/objectives.md");
  std::vector<std::string> rows;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) inside = line == "## " + heading;
    if (inside && line.starts_with("| `")) rows.push_back(line);
  }
  return rows;
}

template <class Row>
void expect_documented(const std::string& heading, const std::vector<Row>& table) {
  const auto rows = rows_under(heading);
  EXPECT_EQ(rows.size(), table.size()) << heading;
  for (const Choice& choice : choices_of(table)) {
    const auto row = std::ranges::find_if(
        rows, [&choice](const std::string& one) { return one.starts_with("| `" + choice.name + "` |"); });
    ASSERT_NE(row, rows.end()) << choice.name;
    for (const Parameter& parameter : choice.parameters) {
      const std::string shown = fmt::format("`{}` = {}", parameter.name, parameter.standard);
      EXPECT_NE(row->find(shown), std::string::npos) << choice.name << ": " << shown;
    }
  }
}

TEST(DocumentedKinds, are_all_there_are) {
  expect_documented("Objectives", objective_kinds());
  expect_documented("Estimators", estimator_kinds());
  expect_documented("Optimisers", optimizer_kinds());
  expect_documented("Normalisers", normaliser_kinds());
}

}  // namespace
}  // namespace megabandit
