#include "sentences/learn.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "sentences/methods/table.hpp"
#include "unit/sentences/small_experiment.hpp"

namespace megabandit {
namespace {

bool never() { return false; }

RunNumbers numbers_of(const MethodSettings& method, std::uint64_t seed = 1) {
  RunNumbers numbers =
      learn_sentences({.world = small_world(), .benchmark = small_benchmark(seed), .method = method}, never);
  numbers.erase("step_seconds");
  return numbers;
}

class EveryMethod : public testing::TestWithParam<std::string> {};

TEST_P(EveryMethod, HasFiniteNumbersThatDependOnTheSeedAlone) {
  const RunNumbers numbers = numbers_of(small_method(GetParam())),
                   again = numbers_of(small_method(GetParam()));
  for (const auto& [name, value] : numbers) {
    const bool of_weights = name == "mean_weight" || name == "clipped" || name == "unsupported";
    if (of_weights && std::isnan(value)) continue;  // of methods that have no weights
    EXPECT_TRUE(std::isfinite(value)) << name;
    EXPECT_EQ(value, again.at(name)) << name;
  }
  EXPECT_LE(numbers.at("optimality"), 1 + 1e-6);
  EXPECT_GE(numbers.at("entropy"), -1e-6);
  EXPECT_LE(numbers.at("entropy"), std::log(30) + 1e-4);
  EXPECT_NE(numbers_of(small_method(GetParam()), 2).at("value"), numbers.at("value"));
}

INSTANTIATE_TEST_SUITE_P(OfTheTable, EveryMethod, testing::ValuesIn(method_names()), [](const auto& test) {
  std::string name = test.param;
  for (char& c : name)
    if (c == '-') c = '_';
  return name;
});

TEST(Learn, MeasuresFromUniformToOptimal) {
  EXPECT_NEAR(numbers_of(small_method("uniform")).at("optimality"), 0, 1e-5);
  EXPECT_NEAR(numbers_of(small_method("optimal")).at("optimality"), 1, 1e-5);
  const RunNumbers logging = numbers_of(small_method("logging"));
  EXPECT_EQ(logging.at("optimality"), logging.at("logging_optimality"));
}

TEST(Learn, TellsCheckpointsOfTheSamePath) {
  MethodSettings longer = small_method("dso"), shorter = longer;
  shorter.steps = 10;
  EXPECT_EQ(numbers_of(longer).at("optimality_10"), numbers_of(shorter).at("optimality"));
}

TEST(Learn, EveryDensityAndKernelOfTheReleasedFormRuns) {
  MethodSettings released = small_method("dso");
  released.sum = Summation::sampled;
  released.pivot = PivotKind::centred;
  released.embedding_noise = 1;
  for (const DensityKind density : {DensityKind::monte_carlo, DensityKind::learned, DensityKind::learned_log})
    for (const KernelKind kernel : {KernelKind::gaussian, KernelKind::uniform}) {
      released.density = density;
      released.kernel = kernel;
      EXPECT_TRUE(std::isfinite(numbers_of(released).at("optimality")));
    }
  released.bandwidth = 1e-6;  // no sentence is near another: guarded, not 0 / 0
  released.density = DensityKind::monte_carlo;
  const RunNumbers alone = numbers_of(released);
  EXPECT_EQ(alone.at("unsupported"), 1);
  EXPECT_TRUE(std::isfinite(alone.at("optimality")));
}

TEST(Learn, RefusesWhatDoesNotGoTogether) {
  MethodSettings summed = small_method("dso");
  summed.density = DensityKind::learned;
  EXPECT_THROW(numbers_of(summed), ConfigError);
  MethodSettings moving = summed;
  moving.sum = Summation::sampled;
  EXPECT_THROW(numbers_of(moving), ConfigError);
  MethodSettings uniform = small_method("dso-dr");
  uniform.kernel = KernelKind::uniform;
  EXPECT_THROW(numbers_of(uniform), ConfigError);
  EXPECT_THROW(
      learn_sentences({.world = small_world(), .benchmark = small_benchmark(), .method = small_method("dso")},
                      [] { return true; }),
      RunStopped);
}

}  // namespace
}  // namespace megabandit
