#include "world/kinds/generator.hpp"

#include <gtest/gtest.h>

#include "comm/self_comm.hpp"
#include "world/simulate.hpp"

namespace megabandit {
namespace {

struct Level {
  std::uint64_t actions;
  double eta;
  double least_reward, most_reward;
  double least_best, most_best;
};

// Reward rates and levels of the logging policy's argmax as published for this generator (three seeds): .37,
// .19, .06-.09 and .65, .35, .11-.17 for 10^2, 10^3, 10^4 actions. Their spread over seeds (the draw of W0)
// is the tolerance.
class GeneratorLevels : public ::testing::TestWithParam<Level> {};

TEST_P(GeneratorLevels, are_those_of_the_publication) {
  const Level level = GetParam();
  double reward = 0, best = 0;
  constexpr int seeds = 3;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    SelfComm comm;
    const GeneratorSettings generator{.actions = level.actions, .train = 2000, .test = 0};
    const auto figures =
        simulate(comm, make_generator(generator, seed, {}), {.eta = level.eta, .top = 0}, seed).figures[0];
    reward += figures.reward_rate / seeds;
    best += figures.best_is_right / seeds;
    // The logged mean strays from the true value by its standard error, sqrt(v (1 - v) / n).
    const double error = std::sqrt(figures.true_value * (1 - figures.true_value) / 2000);
    EXPECT_NEAR(figures.reward_rate, figures.true_value, 4 * error);
  }
  EXPECT_GE(reward, level.least_reward);
  EXPECT_LE(reward, level.most_reward);
  EXPECT_GE(best, level.least_best);
  EXPECT_LE(best, level.most_best);
}

INSTANTIATE_TEST_SUITE_P(Sizes, GeneratorLevels,
                         ::testing::Values(Level{100, 10, .32, .42, .58, .72},
                                           Level{1000, 15, .15, .23, .28, .42},
                                           Level{10000, 20, .05, .10, .09, .19}));

// With quality 1 the logging policy's best action is that of the ideal W = Q: .9995, .9965, .983-.986 right.
TEST(Generator, is_solved_by_its_rotation) {
  const std::pair<std::uint64_t, double> levels[] = {{100, .9995}, {1000, .9965}, {10000, .9845}};
  for (const auto& [actions, ideal] : levels) {
    SelfComm comm;
    constexpr double n = 4000;
    const GeneratorSettings generator{.actions = actions, .train = 4000, .test = 0};
    const auto figures =
        simulate(comm, make_generator(generator, 1, {}), {.quality = 1, .top = 4}, 1).figures[0];
    // 4 standard errors of a share among n contexts, and .0015 for the spread over seeds.
    EXPECT_NEAR(figures.best_is_right, ideal, 4 * std::sqrt(ideal * (1 - ideal) / n) + .0015) << actions;
    EXPECT_GE(figures.right_in_top, figures.best_is_right);
  }
}

TEST(Generator, gives_each_rank_its_contexts_of_one_world) {
  const GeneratorSettings generator{.actions = 50, .dimensions = 6, .train = 20, .test = 5};
  const Problem whole = make_generator(generator, 3, {});
  EXPECT_EQ(whole.contexts, 25u);
  for (const int ranks : {2, 7, 30})
    for (int rank = 0; rank < ranks; ++rank) {
      const Problem part = make_generator(generator, 3, {rank, ranks});
      const auto first = static_cast<Eigen::Index>(part.own.first),
                 own = static_cast<Eigen::Index>(part.own.size());
      EXPECT_EQ(part.features, whole.features.middleRows(first, own));
      EXPECT_EQ(part.queries, whole.queries.middleRows(first, own));
      EXPECT_EQ(part.catalogue.embedding, whole.catalogue.embedding);
      for (std::size_t i = 0; i < part.own.size(); ++i)
        EXPECT_EQ(part.right[i], whole.right[part.own.first + i]);
    }
}

}  // namespace
}  // namespace megabandit
