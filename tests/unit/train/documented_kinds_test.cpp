// docs/objectives.md has a row for everything there is, with its defaults.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "documented_rows.hpp"
#include "estimator/table.hpp"
#include "normaliser/table.hpp"
#include "objective/table.hpp"
#include "optimizer/table.hpp"

namespace megabandit {
namespace {

template <class Row>
void expect_documented(const std::string& heading, const std::vector<Row>& table) {
  const auto shown = [](const Parameter& parameter) {
    return fmt::format("`{}` = {}", parameter.name, parameter.standard);
  };
  expect_documented(table, rows_under(heading, "objectives.md"), shown);
}

TEST(DocumentedKinds, are_all_there_are) {
  expect_documented("Objectives", objective_kinds());
  expect_documented("Estimators", estimator_kinds());
  expect_documented("Optimisers", optimizer_kinds());
  expect_documented("Normalisers", normaliser_kinds());
}

}  // namespace
}  // namespace megabandit
