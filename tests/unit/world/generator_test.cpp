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

// Actions of a cluster are alike, v_a . v_b = 1 / (1 + spread^2) on average, those of two are not: 0. Of a
// product of unit vectors in 64 dimensions the standard deviation is 1/8, and the means are of thousands.
TEST(Generator, puts_actions_into_clusters) {
  const GeneratorSettings generator{
      .actions = 400, .dimensions = 64, .train = 5, .test = 0, .clusters = 20, .spread = 0.5};
  const ActionColumns catalogue = make_generator(generator, 3, {}).catalogue;
  ASSERT_EQ(catalogue.cluster.size(), 400u);
  double alike = 0, different = 0, same = 0, other = 0;
  for (Eigen::Index a = 0; a < 400; ++a) {
    EXPECT_NEAR(catalogue.embedding.row(a).norm(), 1, 1e-6);
    for (Eigen::Index b = 0; b < a; ++b) {
      const double product = catalogue.embedding.row(a).dot(catalogue.embedding.row(b));
      const bool together =
          catalogue.cluster[static_cast<std::size_t>(a)] == catalogue.cluster[static_cast<std::size_t>(b)];
      (together ? alike : different) += product;
      (together ? same : other) += 1;
    }
  }
  EXPECT_NEAR(same / (same + other), 1.0 / 20, 0.02);
  EXPECT_NEAR(alike / same, 1 / 1.25, 0.02);
  EXPECT_NEAR(different / other, 0, 0.03);  // 190 pairs of centres: 1 / (8 sqrt(190)) = 0.009, 3 of them
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
