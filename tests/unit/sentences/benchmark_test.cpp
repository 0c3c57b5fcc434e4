// What a benchmark is made of: draws, models of rewards, artefacts.

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "base/error.hpp"
#include "sentences/benchmark/draws.hpp"
#include "temporary_directory.hpp"
#include "unit/sentences/small_experiment.hpp"

namespace megabandit {
namespace {

TEST(ActionAt, CutsTheMassAtItsShares) {
  std::vector<float> weights(200, 0);
  weights[3] = 1;
  weights[150] = 3;
  EXPECT_EQ(action_at(weights, 1e-9), 3U);
  EXPECT_EQ(action_at(weights, 0.2499), 3U);
  EXPECT_EQ(action_at(weights, 0.2501), 150U);
  EXPECT_EQ(action_at(weights, 1 - 1e-16), 150U);
  EXPECT_EQ(action_at(std::vector<float>{2}, 0.7), 0U);
}

TEST(ActionAt, DrawsActionsAsOftenAsTheirMass) {
  std::vector<float> weights(97);
  for (std::size_t a = 0; a < weights.size(); ++a) weights[a] = static_cast<float>(a % 5);
  std::vector<double> counts(weights.size());
  const int draws = 100'000;
  for (std::uint64_t i = 0; i < draws; ++i)
    ++counts[action_at(weights, uniform(draw_name(1, Purpose::action, i)))];
  double total = 0, chi = 0;
  for (const float weight : weights) total += static_cast<double>(weight);
  for (std::size_t a = 0; a < weights.size(); ++a) {
    const double expected = draws * static_cast<double>(weights[a]) / total;
    if (expected == 0)
      EXPECT_EQ(counts[a], 0);
    else
      chi += (counts[a] - expected) * (counts[a] - expected) / expected;
  }
  EXPECT_LE(chi, 130);  // 77 actions with mass: 76 degrees of freedom, above 130 once in 10^4
}

TEST(RewardModel, SaysOfPairsWhatItSaysOfRows) {
  std::srand(2);
  const Network model({12, 100, 1}, 3);
  const RowMatrix<float> contexts = RowMatrix<float>::Random(6, 8), shifts = RowMatrix<float>::Random(6, 4),
                         vectors = RowMatrix<float>::Random(9, 4);
  const RowMatrix<float> pairs = predict_pairs(model, contexts, shifts, vectors),
                         unshifted = predict_pairs(model, contexts, {}, vectors);
  Activations activations;
  for (Eigen::Index i = 0; i < 6; ++i)
    for (Eigen::Index a = 0; a < 9; ++a) {
      const RowMatrix<float> with = side_by_side(contexts.row(i), shifts.row(i) + vectors.row(a)),
                             without = side_by_side(contexts.row(i), vectors.row(a));
      model.forward({with.data(), 1, 12}, activations);
      EXPECT_NEAR(pairs(i, a), activations.outputs()(0, 0), 1e-5);
      model.forward({without.data(), 1, 12}, activations);
      EXPECT_NEAR(unshifted(i, a), activations.outputs()(0, 0), 1e-5);
    }
}

TEST(Artefacts, AreFoundUnderAllThatTheyDependOn) {
  const TemporaryDirectory directory;
  const Artefacts artefacts(directory.path() / "models");
  Digest digest, other;
  digest.add(1.0);
  other.add(2.0);
  const Eigen::VectorXf numbers = Eigen::VectorXf::LinSpaced(5, 0, 1);
  EXPECT_FALSE(artefacts.find("model", digest, 5));
  artefacts.keep("model", digest, numbers);
  ASSERT_TRUE(artefacts.find("model", digest, 5));
  EXPECT_EQ(*artefacts.find("model", digest, 5), numbers);
  EXPECT_FALSE(artefacts.find("model", other, 5));
  EXPECT_FALSE(artefacts.find("another", digest, 5));
  EXPECT_FALSE(artefacts.find("model", digest, 6));  // a file that was cut short
}

TEST(Artefacts, ModelsAreTheSameFoundOrLearned) {
  const TemporaryDirectory directory;
  BenchmarkSettings keeping = small_benchmark();
  keeping.artefacts = directory.path();
  const Experiment learned(small_world(), small_benchmark()), kept(small_world(), keeping),
      found(small_world(), keeping);
  EXPECT_EQ(learned.logging(), kept.logging());
  EXPECT_EQ(learned.logging(), found.logging());
  EXPECT_EQ(kept.sentence_model().parameters(), found.sentence_model().parameters());
  BenchmarkSettings longer = keeping;  // another number of steps is another model
  longer.model_steps = 600;
  EXPECT_NE(Experiment(small_world(), longer).logging(), learned.logging());
}

TEST(Artefacts, ThatCannotBeWrittenSayWhere) {
  const TemporaryDirectory directory;
  std::ofstream(directory.path() / "file") << "here";
  Digest digest;
  try {
    Artefacts(directory.path() / "file").keep("model", digest, Eigen::VectorXf::Ones(2));
    FAIL();
  } catch (const CannotWrite& error) {
    EXPECT_NE(std::string(error.what()).find((directory.path() / "file").string()), std::string::npos);
  }
}

TEST(Experiment, LogsWhatItsPolicyDoes) {
  const Experiment experiment(small_world(), small_benchmark());
  EXPECT_LE((experiment.logging().rowwise().sum().array() - 1).abs().maxCoeff(), 1e-5F);
  // What is seen is the action's mean sentence and noise of sd 1 in 5 coordinates: 300 rounds, 1500 squares.
  RowMatrix<float> noise = experiment.log().outputs - experiment.log().shifts;
  for (Eigen::Index i = 0; i < noise.rows(); ++i)
    noise.row(i) -= experiment.world().outputs().row(experiment.log().actions[static_cast<std::size_t>(i)]);
  EXPECT_NEAR(noise.squaredNorm() / 1500, 1, 5 * std::sqrt(2.0 / 1500));
}

}  // namespace
}  // namespace megabandit
