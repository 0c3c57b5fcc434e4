#include "world/sentences/sentence_world.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>

#include "base/error.hpp"
#include "world/sentences/mapping.hpp"
#include "world/sentences/released_random.hpp"
#include "world/sentences/value.hpp"

namespace megabandit {
namespace {

// The expected reward of a context has a standard deviation of about 1: means over so many have a standard
// error of .003.
constexpr std::uint64_t kContexts = 100'000;

WorldValues values_of(const SentenceWorldSettings& settings, std::uint64_t seed,
                      std::uint64_t contexts = kContexts) {
  const SentenceWorld world(settings, seed);
  return exact_values(world, world.contexts(1, 0, contexts));
}

WorldValues mean_of_20(const SentenceWorldSettings& settings, std::uint64_t contexts) {
  WorldValues mean;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const WorldValues values = values_of(settings, seed, contexts);
    mean.uniform += values.uniform / 20;
    mean.optimal += values.optimal / 20;
  }
  return mean;
}

// Published values of the first five worlds; the tolerance covers their own sampling of rewards.
constexpr std::array<WorldValues, 5> kPublished{
    WorldValues{-.111, .667}, {-.081, .674}, {-.005, .562}, {-.115, .532}, {-.355, .509}};

bool are_published(const SentenceWorldSettings& settings) {
  bool all = true;
  for (std::uint64_t seed = 0; seed < kPublished.size(); ++seed) {
    const WorldValues values = values_of(settings, seed, kContexts / 20);
    all = all && std::abs(values.uniform - kPublished[seed].uniform) <= .015 &&
          std::abs(values.optimal - kPublished[seed].optimal) <= .015;
  }
  return all;
}

TEST(ReleasedRandom, begins_as_released) {  // (DSO specification E1)
  const RowMatrix<double> normals = ReleasedRandom(0).normals(4, 5);
  constexpr std::array first{-1.12584, -1.15236, -.25058, -.43388};
  for (std::size_t i = 0; i < first.size(); ++i)
    EXPECT_NEAR(normals(0, static_cast<Eigen::Index>(i)), first[i], 1e-5);
}

// The last 16 of an array that is no whole number of groups are drawn again.
TEST(ReleasedRandom, draws_the_first_groups_of_any_length_alike) {
  const RowMatrix<double> some = ReleasedRandom(3).normals(5, 5), many = ReleasedRandom(3).normals(20, 5);
  EXPECT_EQ(some.reshaped<Eigen::RowMajor>().head(9), many.reshaped<Eigen::RowMajor>().head(9));
  EXPECT_NE(some(1, 4), many(1, 4));
}

TEST(SentenceWorld, is_that_of_the_paper) {  // (DSO specification E2)
  for (std::uint64_t seed = 0; seed < kPublished.size(); ++seed) {
    const WorldValues values = values_of({}, seed);
    EXPECT_NEAR(values.uniform, kPublished[seed].uniform, .015) << seed;
    EXPECT_NEAR(values.optimal, kPublished[seed].optimal, .015) << seed;
  }
}

// What shows nothing would also pass here (DSO specification E5).
TEST(SentenceWorld, would_not_be_that_of_the_paper_with_other_settings) {
  EXPECT_FALSE(are_published({.output_gain = 1}));
  EXPECT_FALSE(are_published({.randomness = "independent"}));
}

TEST(SentenceWorld, has_the_mean_values_of_20_seeds) {  // (DSO specification E3)
  const WorldValues mean = mean_of_20({}, kContexts / 5);
  EXPECT_NEAR(mean.uniform, .022, .01);
  EXPECT_NEAR(mean.optimal, .797, .01);
}

TEST(SentenceWorld, has_the_published_optimum_at_other_sizes) {  // (DSO specification E4)
  for (const auto& [actions, optimal] :
       {std::pair{10, .504}, std::pair{50, .666}, std::pair{100, .710}, std::pair{500, .780}})
    EXPECT_NEAR(mean_of_20({.actions = static_cast<std::uint64_t>(actions)}, kContexts / 5).optimal, optimal,
                .012)
        << actions;
}

TEST(SentenceWorld, rows_do_not_depend_on_their_neighbours) {
  const SentenceWorld world({.output_dimensions = 3}, 1);
  const RowMatrix<float> some = world.contexts(4, 10, 5);
  EXPECT_EQ(some.row(2), world.contexts(4, 12, 1).row(0));
  EXPECT_EQ(world.shifts(some).row(2), world.shifts(some.row(2)).row(0));
  EXPECT_EQ(world.directions(some).row(2), world.directions(some.row(2)).row(0));
}

TEST(SentenceWorld, has_expected_rewards_that_are_means_of_what_is_drawn) {
  for (const char* reward : {"normal", "sigmoid"}) {
    const SentenceWorld world({.actions = 3, .output_noise = 4, .confounders = 2, .reward = reward}, 1);
    const RowMatrix<float> context = world.contexts(1, 7, 1);
    const Eigen::RowVectorXf direction = world.directions(context), shift = world.shifts(context);
    constexpr std::uint64_t draws = 20000;
    double sum = 0, squares = 0;
    for (std::uint64_t i = 0; i < draws; ++i) {
      Eigen::RowVectorXf sentence = shift + world.outputs().row(1);
      world.add_noise({.seed = 1, .stream = Stream::probe, .index = i}, {sentence.data(), 5});
      const double drawn = world.reward_law().draw({.seed = 2, .stream = Stream::probe, .index = i},
                                                   static_cast<double>(direction.dot(sentence)));
      sum += drawn;
      squares += drawn * drawn;
    }
    const double mean = sum / draws, error = std::sqrt((squares / draws - mean * mean) / draws);
    EXPECT_NEAR(mean, static_cast<double>(world.expected_rewards(context)(0, 1)), 4 * error) << reward;
  }
}

TEST(SentenceWorld, tells_nothing_in_confounded_coordinates_and_rewards_only_the_first_ones) {
  const SentenceWorld world({.confounders = 2, .confounder_scale = 3, .reward_outputs = 1}, 1);
  const RowMatrix<float> contexts = world.contexts(1, 0, 4);
  EXPECT_TRUE(world.outputs().rightCols(2).isZero(0));
  EXPECT_TRUE(world.shifts(contexts).rightCols(2).isZero(0));
  EXPECT_TRUE(world.directions(contexts).rightCols(4).isZero(0));
  EXPECT_FALSE(world.directions(contexts).col(0).isZero(0));
  EXPECT_EQ(world.output_deviations()[0], 1);
  EXPECT_DOUBLE_EQ(world.output_deviations()[4], std::sqrt(37.0));
  EXPECT_THROW(SentenceWorld({.confounders = 6}, 1), ConfigError);
}

TEST(SentenceWorld, has_clusters_of_actions) {
  const SentenceWorld world({.actions = 10, .clusters = 5, .cluster_spread = .001}, 1);
  const RowMatrix<float>& e = world.embeddings();
  EXPECT_LE((e.row(0) - e.row(1)).norm(), .01f);
  EXPECT_GE((e.row(1) - e.row(2)).norm(), .1f);
}

TEST(SentenceWorld, values_policies_exactly) {
  const SentenceWorld world({.actions = 20}, 2);
  const RowMatrix<float> contexts = world.contexts(1, 0, 300);
  const WorldValues values = exact_values(world, contexts);
  const RowMatrix<float> uniform = RowMatrix<float>::Constant(300, 20, .05f);
  EXPECT_NEAR(exact_value(world, contexts, uniform), values.uniform, 1e-6);
  EXPECT_DOUBLE_EQ(optimality(values.uniform, values), 0);
  EXPECT_DOUBLE_EQ(optimality(values.optimal, values), 1);
}

TEST(Mappings, are_those_of_the_specification) {
  const auto value = [](const char* name, double x) { return mapped_value(name, x, .5); };
  EXPECT_DOUBLE_EQ(value("linear", 2), 2);
  EXPECT_DOUBLE_EQ(value("rational", 1), 1.5 / 3);
  EXPECT_DOUBLE_EQ(value("rational", -1.9999), -5);  // clipped: -1.4999 / 0.0001
  EXPECT_DOUBLE_EQ(value("sigmoid", 0), 2.5);
  EXPECT_DOUBLE_EQ(value("trigonometric", 1), 5 * std::sin(1.0));
  EXPECT_DOUBLE_EQ(value("power", 2), .5 * std::pow(105.0, .2));
  EXPECT_DOUBLE_EQ(value("power", 6), 0);
  EXPECT_DOUBLE_EQ(value("exponential", 1), 25 / (1 + std::exp(1.0) + std::exp(-1.0)));
  EXPECT_THROW(mapped_value("cubic", 1, 0), ConfigError);
}

TEST(RewardLaw, integrates_over_the_noise_of_sentences) {
  const RewardLaw law("sigmoid", 0);
  // Of 10^6 midpoints of the normal density between -10 and 10, whose error is below 1e-10.
  double sum = 0;
  for (int i = 0; i < 1000000; ++i) {
    const double z = -10 + 20 * (i + .5) / 1000000;
    sum += std::exp(-z * z / 2) / (1 + std::exp(-(.7 + .9 * z)));
  }
  EXPECT_NEAR(law.expected(.7, .9), sum * 20 / 1000000 / std::sqrt(2 * M_PI), 1e-8);
}

TEST(RewardLaw, refuses_what_is_no_probability) {
  const RewardLaw law("bernoulli", 0);
  EXPECT_THROW(law.draw({}, 1.5), DataError);
  EXPECT_THROW(law.draw({}, -.1), DataError);
  EXPECT_EQ(law.draw({}, 1), 1);
}

}  // namespace
}  // namespace megabandit
