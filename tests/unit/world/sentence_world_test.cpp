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

TEST(ReleasedRandom, begins_as_released) {
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

TEST(SentenceWorld, is_that_of_the_paper) {
  for (std::uint64_t seed = 0; seed < kPublished.size(); ++seed) {
    const WorldValues values = values_of({}, seed);
    EXPECT_NEAR(values.uniform, kPublished[seed].uniform, .015) << seed;
    EXPECT_NEAR(values.optimal, kPublished[seed].optimal, .015) << seed;
  }
}

TEST(SentenceWorld, would_not_be_that_of_the_paper_with_other_settings) {
  EXPECT_FALSE(are_published({.output_gain = 1}));
  EXPECT_FALSE(are_published({.randomness = "independent"}));
}

TEST(SentenceWorld, has_the_mean_values_of_20_seeds) {
  const WorldValues mean = mean_of_20({}, kContexts / 5);
  EXPECT_NEAR(mean.uniform, .022, .01);
  EXPECT_NEAR(mean.optimal, .797, .01);
}

TEST(SentenceWorld, has_the_published_optimum_at_other_sizes) {
  for (const auto& [actions, optimal] :
       {std::pair{10, .504}, std::pair{50, .666}, std::pair{100, .710}, std::pair{500, .780}})
    EXPECT_NEAR(mean_of_20({.actions = static_cast<std::uint64_t>(actions)}, kContexts / 5).optimal, optimal,
                .012)
        << actions;
}
}  // namespace
}  // namespace megabandit
