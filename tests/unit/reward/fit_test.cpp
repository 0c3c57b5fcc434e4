// The weights are those of the normal equations, solved directly, and a round's own fold has no part in them.
#include "reward/fit.hpp"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>

#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "unit/train/seen_trial.hpp"

namespace megabandit {
namespace {

using testing::kOutputColumns;
using testing::MemoryShard;
using testing::small_log;
using testing::SmallLog;
using testing::SmallOutputs;

constexpr std::uint64_t kContextsPerBlock = 4, kSeed = 9;

FittedRewards fitted(Communicator& comm, const SmallLog& log, double ridge, std::uint64_t folds = 3,
                     std::size_t threads = 1) {
  MemoryShard shard(log, kContextsPerBlock, comm.rank(), comm.size());
  const SmallOutputs outputs(log);
  return fit_rewards(comm, shard, outputs,
                     {.ridge = ridge, .folds = folds, .seed = kSeed, .threads = threads});
}

/// All rounds, standardised: features [1; x], outputs [1; s].
struct Dense {
  RowMatrix<double> features, outputs;
  Vector reward;
  std::vector<std::uint64_t> fold;

  Dense(const SmallLog& log, const LinearRewards& rewards) {
    MemoryShard shard(log, kContextsPerBlock, 0, 1);
    const SmallOutputs seen(log);
    const auto rounds = static_cast<Eigen::Index>(log.action.size());
    RowMatrix<double> x(rounds, log.features.cols()), s(rounds, kOutputColumns);
    reward.resize(rounds);
    Eigen::Index next = 0;
    for (std::uint64_t block = 0; block < shard.plan().blocks(); ++block) {
      const BlockId ids[] = {BlockId{block}};
      const BlockView view = shard.load(ids).front();
      for (std::size_t i = 0; i < view.action.size(); ++i, ++next) {
        x.row(next) = view.features.row(view.context[i]).cast<double>();
        s.row(next) = unshifted_output(seen, view, i);
        reward[next] = static_cast<double>(view.reward[i]);
        fold.push_back(rewards.folds(ids[0], view.context[i]));
      }
    }
    features = rewards.features(x);
    outputs = rewards.outputs(s);
  }

  /// [rounds, coefficients]
  RowMatrix<double> products() const {
    RowMatrix<double> all(features.rows(), features.cols() * outputs.cols());
    for (Eigen::Index i = 0; i < features.rows(); ++i)
      for (Eigen::Index j = 0; j < features.cols(); ++j)
        all.row(i).segment(j * outputs.cols(), outputs.cols()) = features(i, j) * outputs.row(i);
    return all;
  }
};

TEST(Fit, solves_the_normal_equations_of_the_other_folds) {
  const SmallLog log = small_log(60, 4, 25);
  SelfComm self;
  for (const double ridge : {0.5, 100.0}) {
    const FittedRewards fit = fitted(self, log, ridge);
    EXPECT_TRUE(fit.converged);
    const Dense dense(log, fit.rewards);
    for (std::uint64_t fold = 0; fold < 3; ++fold) {
      RowMatrix<double> products = dense.products();
      Vector reward = dense.reward;
      for (std::size_t i = 0; i < dense.fold.size(); ++i)
        if (dense.fold[i] == fold) {
          products.row(static_cast<Eigen::Index>(i)).setZero();
          reward[static_cast<Eigen::Index>(i)] = 0;
        }
      Eigen::MatrixXd gram = products.transpose() * products;
      gram.diagonal().tail(gram.rows() - 1).array() += ridge;
      const Vector direct = gram.ldlt().solve(products.transpose() * reward);
      const Eigen::Map<const Vector> own(fit.rewards.weights[fold].data(), direct.size());
      // A residual of 1e-10 times the condition, which the ridge keeps below some 10^3.
      EXPECT_LT((own - direct).norm(), 1e-7 * direct.norm()) << "ridge " << ridge << ", fold " << fold;
    }
  }
}

TEST(Fit, standardises_what_varies_and_leaves_alone_what_does_not) {
  SmallLog log = small_log(40, 4, 25);
  log.features.col(1).setConstant(3);
  SelfComm self;
  const FittedRewards fit = fitted(self, log, 1);
  const Dense dense(log, fit.rewards);
  const Eigen::RowVectorXd mean = dense.features.colwise().mean(),
                           square = dense.features.cwiseAbs2().colwise().mean();
  EXPECT_EQ(mean[0], 1);
  for (const Eigen::Index column : {1, 3, 4}) {
    EXPECT_NEAR(mean[column], 0, 1e-12);
    EXPECT_NEAR(square[column], 1, 1e-12);
  }
  EXPECT_EQ(fit.rewards.features.scale[1], 1);
  EXPECT_LT(square[2], 1e-20);
  EXPECT_TRUE(fit.converged);
}

TEST(Fit, finds_rewards_that_are_linear_in_what_was_seen) {
  SmallLog log = small_log(200, 3, 25);
  SelfComm self;
  const Dense raw(log, fitted(self, log, 1).rewards);
  // Of standardised columns: a bilinear reward, and a constant.
  for (std::size_t i = 0; i < log.reward.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    log.reward[i] =
        static_cast<float>(2 + raw.features(row, 1) * raw.outputs(row, 2) - 0.5 * raw.outputs(row, 1));
  }
  const FittedRewards exact = fitted(self, log, 1e-6);
  EXPECT_GT(exact.explained, 1 - 1e-9);
  const Dense dense(log, exact.rewards);
  for (std::size_t i = 0; i < log.reward.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const double said =
        dense.features.row(row) * exact.rewards.weights[dense.fold[i]] * dense.outputs.row(row).transpose();
    EXPECT_NEAR(said, static_cast<double>(log.reward[i]), 1e-6);
  }
}

TEST(Fit, predicts_no_better_than_the_mean_where_there_is_nothing_to_find) {
  SelfComm self;
  EXPECT_LT(fitted(self, small_log(200, 3, 25), 1).explained, 0.05);
  SmallLog equal = small_log(40, 3, 25);
  std::ranges::fill(equal.reward, 0.0F);
  const FittedRewards fit = fitted(self, equal, 1);
  EXPECT_TRUE(std::isnan(fit.explained));
  for (const auto& weights : fit.rewards.weights) EXPECT_EQ(weights.norm(), 0);
  std::ranges::fill(equal.reward, 0.1F);  // whose sums are rounded
  EXPECT_TRUE(std::isnan(fitted(self, equal, 1).explained));
}

TEST(Fit, a_context_has_no_part_in_what_is_said_of_it) {
  const SmallLog log = small_log(60, 4, 25);
  SmallLog changed = log;
  SelfComm self;
  const FittedRewards before = fitted(self, log, 1);
  const Dense dense(log, before.rewards);
  for (std::size_t i = 0; i < changed.reward.size(); ++i)
    if (dense.fold[i] == 1) changed.reward[i] += 1;
  const FittedRewards after = fitted(self, changed, 1);
  EXPECT_EQ(after.rewards.weights[1], before.rewards.weights[1]);
  EXPECT_NE(after.rewards.weights[0], before.rewards.weights[0]);
}

TEST(Fit, has_the_same_bits_for_any_ranks_and_threads) {
  for (const std::uint64_t contexts : {2, 50}) {
    const SmallLog log = small_log(contexts, 4, 25);
    SelfComm self;
    const FittedRewards alone = fitted(self, log, 10, 5);
    EXPECT_EQ(fitted(self, log, 10, 5, 2).rewards.weights, alone.rewards.weights);
    for (const int ranks : {2, 3, 4, 7})
      on_threads(ranks, [&](Communicator& world) {
        const FittedRewards cut = fitted(world, log, 10, 5);
        EXPECT_EQ(cut.rewards.weights, alone.rewards.weights) << ranks << " ranks";
        EXPECT_EQ(cut.explained, alone.explained);
      });
  }
}

}  // namespace
}  // namespace megabandit
