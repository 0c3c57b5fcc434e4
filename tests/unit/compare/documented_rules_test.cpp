// docs/comparing.md has a row for every rule there is, with its parameters.

#include <gtest/gtest.h>

#include "compare/sampling/table.hpp"
#include "compare/stopping/table.hpp"
#include "documented_rows.hpp"

namespace megabandit {
namespace {

template <class Kind>
void expect_documented(const std::string& heading, const std::vector<Kind>& kinds) {
  const auto shown = [](const Parameter& parameter) { return "`" + parameter.name + "`"; };
  expect_documented(kinds, rows_under(heading, "comparing.md"), shown);
}

TEST(Documentation, HasEveryRule) {
  expect_documented("Which pair is compared next", sampling_rule_kinds());
  expect_documented("When it stops", stopping_rule_kinds());
}

}  // namespace
}  // namespace megabandit
