#pragma once
// Tables of docs/ that name all there is of a kind.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "config/choice.hpp"

namespace megabandit {

/// The rows of the table under a heading of docs/FILE, one string a row.
inline std::vector<std::string> rows_under(const std::string& heading, const std::string& file) {
  std::ifstream text(MEGABANDIT_DOCS "/" + file);
  std::vector<std::string> rows;
  bool inside = false;
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("## ")) inside = line == "## " + heading;
    if (inside && line.starts_with("| `")) rows.push_back(line);
  }
  return rows;
}

/// There is a row for each kind and none besides; it has shown(parameter) for each of its parameters.
template <class Kind, class Shown>
void expect_documented(const std::vector<Kind>& kinds, const std::vector<std::string>& rows,
                       const Shown& shown) {
  EXPECT_EQ(rows.size(), kinds.size()) << "rows and kinds are not the same";
  for (const Choice& choice : choices_of(kinds)) {
    const auto row = std::ranges::find_if(
        rows, [&](const std::string& one) { return one.starts_with("| `" + choice.name + "` |"); });
    ASSERT_NE(row, rows.end()) << choice.name;
    for (const Parameter& parameter : choice.parameters)
      EXPECT_NE(row->find(shown(parameter)), std::string::npos) << choice.name << ": " << shown(parameter);
  }
}

}  // namespace megabandit
