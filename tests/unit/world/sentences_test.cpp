// Logs of sentences: the same on any number of ranks, what was drawn agrees with what is known.
#include "world/kinds/sentences.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "world/kinds/sentence_logger.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kSeed = 3;

SentencesSettings small() {
  SentencesSettings settings{.world = {}, .train = 200, .test = 50, .sharpness = 4};
  settings.world.actions = 30;
  settings.world.randomness = "independent";
  return settings;
}

SentenceSimulation whole(const SentencesSettings& settings) {
  SelfComm comm;
  return SentenceSimulator(settings, kSeed).simulate(comm, {});
}

TEST(Sentences, come_out_alike_on_any_number_of_ranks) {
  SentencesSettings settings = small();
  settings.queries = 7;
  settings.rounds_per_context = 2;
  const SentenceSimulation alone = whole(settings);
  for (const int ranks : {2, 3, 4, 7}) {
    std::vector<SentenceSimulation> parts(static_cast<std::size_t>(ranks));
    on_threads(ranks, [&](Communicator& comm) {
      parts[static_cast<std::size_t>(comm.rank())] =
          SentenceSimulator(settings, kSeed).simulate(comm, {comm.rank(), comm.size()});
    });
    Eigen::Index context = 0, round = 0;
    for (const auto& [log, figures, guess] : parts) {
      EXPECT_EQ(log.features, alone.log.features.middleRows(context, log.features.rows()));
      EXPECT_EQ(log.factored_truth->context,
                alone.log.factored_truth->context.middleRows(context, log.features.rows()));
      EXPECT_EQ(log.rounds.output, alone.log.rounds.output.middleRows(round, log.rounds.output.rows()));
      EXPECT_EQ(log.logging_policy, alone.log.logging_policy);
      for (std::size_t i = 0; i < log.rounds.size(); ++i) {
        const std::size_t at = static_cast<std::size_t>(round) + i;
        EXPECT_EQ(log.rounds.action[i], alone.log.rounds.action[at]);
        EXPECT_EQ(log.rounds.reward[i], alone.log.rounds.reward[at]);
        EXPECT_EQ(log.rounds.pscore[i], alone.log.rounds.pscore[at]);
      }
      context += log.features.rows();
      round += log.rounds.output.rows();
    }
    EXPECT_EQ(context, 250);
  }
}

TEST(Sentences, have_the_truth_of_their_formula) {
  const SentenceSimulator simulator(small(), kSeed);
  const SentenceSimulation simulation = whole(small());
  const auto& [contexts, actions] = *simulation.log.factored_truth;
  const RowMatrix<float> expected = simulator.world().expected_rewards(simulation.log.features);
  EXPECT_LE((contexts * actions.transpose() - expected).cwiseAbs().maxCoeff(), 1e-5f);
}

// The mean of n rewards strays from its expectation by sd / sqrt(n); 4 of those.
TEST(Sentences, are_worth_what_the_policy_is_worth) {
  for (const char* reward : {"normal", "sigmoid"}) {
    SentencesSettings settings = small();
    settings.world.reward = reward;
    settings.rounds_per_context = 100;
    const SentenceSimulation simulation = whole(settings);
    const auto& rewards = simulation.log.rounds.reward;
    const Eigen::Map<const Eigen::ArrayXf> all(rewards.data(), static_cast<Eigen::Index>(rewards.size()));
    const double sd = static_cast<double>(std::sqrt((all - all.mean()).square().mean()));
    for (const SentenceFigures& figures : simulation.figures) {
      EXPECT_NEAR(figures.mean_reward, figures.logging,
                  4 * sd / std::sqrt(static_cast<double>(figures.rounds)))
          << reward;
      EXPECT_LT(figures.uniform, figures.logging);
      EXPECT_LT(figures.logging, figures.optimal);
    }
  }
}

TEST(Sentences, are_logged_with_the_probability_of_the_policy_that_is_handed_out) {
  const SentenceSimulation simulation = whole(small());
  const LogPart& log = simulation.log;
  const RowMatrix<double> queries = log.features.cast<double>() * simulation.guess;
  for (std::size_t i = 0; i < log.rounds.size(); ++i) {
    const auto context = static_cast<Eigen::Index>(log.rounds.context[i].value);
    const Vector masses =
        (log.catalogue.output.cast<double>() * queries.row(context).transpose()).array().exp();
    const double expected = masses[static_cast<Eigen::Index>(log.rounds.action[i].value)] / masses.sum();
    EXPECT_NEAR(static_cast<double>(log.rounds.pscore[i]), expected, 1e-5 * expected);
  }
}

TEST(Sentences, lie_around_their_mean_as_the_law_says) {
  SentencesSettings settings = small();
  settings.rounds_per_context = 100;
  const SentenceSimulation simulation = whole(settings);
  const LogPart& log = simulation.log;
  double squares = 0;
  for (std::size_t i = 0; i < log.rounds.size(); ++i)
    squares += static_cast<double>(
        (log.rounds.output.row(static_cast<Eigen::Index>(i)) -
         log.output_law->shift.row(static_cast<Eigen::Index>(log.rounds.context[i].value)) -
         log.catalogue.output.row(static_cast<Eigen::Index>(log.rounds.action[i].value)))
            .squaredNorm());
  const auto numbers = static_cast<double>(log.rounds.output.size());
  // The mean of m squares of standard normals has the standard deviation sqrt(2 / m).
  EXPECT_NEAR(squares / numbers, 1, 4 * std::sqrt(2 / numbers));
}

TEST(Sentences, of_one_query_share_its_shift_with_the_bank) {
  SentencesSettings settings = small();
  settings.queries = 5;
  settings.bank_samples = 400;
  settings.world.output_noise = .1;
  const SentenceSimulator simulator(settings, kSeed);
  const SentenceSimulation simulation = whole(settings);
  const std::uint32_t query = simulation.log.query[17];
  const RowMatrix<float> bank = simulator.bank_outputs(query);
  ASSERT_EQ(bank.rows(), 30 * 400);
  const Eigen::RowVectorXf expected =
      simulation.log.output_law->shift.row(17) + simulation.log.catalogue.output.row(2);
  const Eigen::RowVectorXf mean = bank.middleRows(2 * 400, 400).colwise().mean();
  EXPECT_LE((mean - expected).cwiseAbs().maxCoeff(), 5 * .1 / std::sqrt(400));
}

TEST(Sentences, whose_reward_is_not_linear_list_their_truth) {
  SentencesSettings settings = small();
  settings.world.reward = "sigmoid";
  const LogPart log = whole(settings).log;
  EXPECT_FALSE(log.factored_truth);
  ASSERT_TRUE(log.truth);
  const RowMatrix<float> expected = SentenceSimulator(settings, kSeed).world().expected_rewards(log.features);
  EXPECT_EQ(log.truth->offset.back(), 250 * 30);
  for (Eigen::Index i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(log.truth->reward[static_cast<std::size_t>(i)], expected.data()[i], 1e-6f);
}

TEST(Sentences, refuse_what_no_log_can_tell) {
  SentencesSettings confounded = small();
  confounded.world.confounders = 1;
  EXPECT_THROW(SentenceSimulator(confounded, kSeed), ConfigError);
  SentencesSettings bank = small();
  bank.bank_samples = 2;
  EXPECT_THROW(SentenceSimulator(bank, kSeed), ConfigError);
  SentencesSettings bernoulli = small();
  bernoulli.world.reward = "bernoulli";  // a score is not a probability
  EXPECT_THROW(whole(bernoulli), Error);
}

TEST(WholeSoftmax, has_the_shares_of_its_actions) {
  RowMatrix<float> outputs(2500, 1);  // more than two pieces
  for (Eigen::Index a = 0; a < outputs.rows(); ++a) outputs(a, 0) = static_cast<float>(a % 7 - 200 * (a % 2));
  WholeSoftmax policy;
  policy.set(outputs, Eigen::RowVectorXf::Constant(1, 1));
  double below = 0;
  for (std::uint32_t a = 0; a < 2500; ++a) {
    const double share = policy.probability(a);
    if (share > 1e-9) {
      EXPECT_EQ(policy.action_at(below + share / 2), a);
    }
    below += share;
  }
  EXPECT_NEAR(below, 1, 1e-9);
  EXPECT_EQ(policy.action_at(1 - 1e-16) % 2, 0u);
}

}  // namespace
}  // namespace megabandit
