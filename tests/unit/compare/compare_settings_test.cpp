// Table [compare] as a user writes it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/error.hpp"
#include "compare/sampling/table.hpp"
#include "compare/stopping/table.hpp"
#include "config/schema.hpp"

namespace megabandit {
namespace {

CompareSettings read(const std::string& lines) {
  CompareSettings settings;
  Schema schema;
  declare(schema, settings);
  schema.read({"run.toml", "[compare]\n" + lines}, {});
  return settings;
}

std::string refusal(const std::string& lines) {
  try {
    const CompareSettings settings = read(lines);
    make_sampling_rule(5, settings);
    make_stopping_rule(5, settings);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

TEST(CompareTable, IsReadWithTheParametersOfItsRules) {
  const CompareSettings settings = read(
      "target = \"bradley-terry\"\nrule = \"mix\"\nrho = 0.5\nstop = \"glrh\"\nfor_each = 1\nepsilon = 0.05");
  EXPECT_EQ(settings.target, Target::bradley_terry);
  EXPECT_EQ(settings.rule_parameters, (Arguments{{"rho", 0.5}}));
  EXPECT_EQ(settings.stop_parameters, (Arguments{{"for_each", 1}}));
  EXPECT_EQ(settings.epsilon, 0.05);
  EXPECT_EQ(read("alternatives = \"no-winner\"").alternatives, Alternatives::no_winner);
}

TEST(CompareTable, RefusesWhatCannotBe) {
  using testing::HasSubstr;
  EXPECT_THAT(refusal("rule = \"challanger\""), HasSubstr("challenger"));
  EXPECT_THAT(refusal("delta = 0"), HasSubstr("delta"));
  EXPECT_THAT(refusal("rule = \"leader\"\nrho = 0.5"), HasSubstr("rho"));
  EXPECT_THAT(refusal("alternatives = \"no-winner\"\nstop = \"hyb\""), HasSubstr("alternatives"));
  EXPECT_THAT(refusal("stop = \"identify-or-reject\""), HasSubstr("no-winner"));
  EXPECT_THAT(refusal("target = \"borda\"\nrule = \"challenger\""), HasSubstr("borda"));
  EXPECT_EQ(refusal("rule = \"nemesis\""), "");
  CompareSettings many;
  many.rule = "track-leader";
  EXPECT_THROW(make_sampling_rule(kDenseCandidates + 1, many), ConfigError);
}

// A parameter that is called like a key of the table would change with it.
TEST(CompareTable, HasNoParameterThatIsAKey) {
  CompareSettings settings;
  Schema schema;
  declare(schema, settings);
  std::set<std::string> keys;
  for (const Setting& setting : schema.settings())
    if (!setting.has_condition()) keys.insert(setting.key());
  for (const Setting& setting : schema.settings())
    EXPECT_FALSE(setting.has_condition() && keys.contains(setting.key())) << setting.key();
}

// Every name there is makes a rule, for a target that it is said to suit.
TEST(CompareTable, NamesRulesThatExist) {
  for (const SamplingRuleKind& kind : sampling_rule_kinds()) {
    ASSERT_FALSE(kind.targets.empty()) << kind.choice.name;
    CompareSettings settings;
    settings.target = kind.targets.front();
    settings.rule = kind.choice.name;
    EXPECT_NE(make_sampling_rule(6, settings), nullptr) << kind.choice.name;
  }
  for (const StoppingRuleKind& kind : stopping_rule_kinds()) {
    ASSERT_FALSE(kind.targets.empty()) << kind.choice.name;
    CompareSettings settings;
    settings.target = kind.targets.front();
    settings.alternatives = kind.alternatives;
    settings.stop = kind.choice.name;
    EXPECT_NE(make_stopping_rule(6, settings), nullptr) << kind.choice.name;
  }
}

}  // namespace
}  // namespace megabandit
