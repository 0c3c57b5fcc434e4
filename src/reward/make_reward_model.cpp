#include "reward/make_reward_model.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "comm/agree.hpp"

namespace megabandit {
namespace {

constexpr double kHarmful = -0.01;  // explained variance that is not just the chance of a model that says 0

/// What users see of the actions that this rank holds, and of the rounds.
struct Sight {
  RewardModel::Actions actions;
  std::unique_ptr<OutputsOfRounds> rounds;
};

// A bank has outputs of actions, a query at a time; the model takes each action's mean output, of all of
// them.
void check_bank(const RewardProblem& problem) {
  if (problem.bank.empty() || problem.shard.shape().action_output > 0) return;
  throw DataError(fmt::format(
      "{}: a model of the reward is asked at the mean output of every action, /actions/output, which is "
      "not there, and {} has single outputs; import the mean outputs, or set reward_model.kind = "
      "\"none\"",
      problem.log.string(), problem.bank.string()));
}

/// @collective
Sight sight_of(const Job& job, const RewardProblem& problem) {
  const Catalogue& catalogue = problem.catalogue;
  const auto first = catalogue.slice.first, count = static_cast<std::uint64_t>(catalogue.slice.rows.rows());
  const std::uint64_t columns = problem.shard.shape().output;
  const Range rows = columns > 0 ? Range{first, first + count} : Range{0, catalogue.actions};
  RowMatrix<float> read = read_action_outputs(job, problem.log, rows);
  Sight sight{
      {read.middleRows(static_cast<Eigen::Index>(first - rows.first), static_cast<Eigen::Index>(count)),
       first, catalogue.actions, catalogue.group},
      nullptr};
  sight.rounds = columns > 0 ? logged_outputs(columns) : outputs_of_actions(std::move(read));
  return sight;
}

std::string summary_of(const RewardModelSettings& settings, const FittedRewards& fitted) {
  const std::string explained =
      std::isnan(fitted.explained)
          ? "all rewards are equal"
          : fmt::format("explains {:.1f} % of the variance of rewards that it has not seen",
                        100 * fitted.explained);
  return fmt::format("linear, {} numbers learned from {} of {} folds; {}",
                     fitted.rewards.weights.front().size(), settings.folds - 1, settings.folds, explained);
}

std::string doubt_of(const FittedRewards& fitted) {
  if (fitted.explained < kHarmful)
    return fmt::format(
        "it predicts rounds that it has not seen worse than their mean does (explains {:.1f} % of their "
        "variance): raise reward_model.ridge, or learn without a model",
        100 * fitted.explained);
  if (fitted.converged) return "";
  return fmt::format(
      "conjugate gradients were stopped after {} passes: raise reward_model.ridge, or leave out features and "
      "outputs that say the same",
      fitted.passes);
}

}  // namespace

MadeRewardModel make_reward_model(const Job& job, const RewardModelSettings& settings,
                                  const RewardProblem& problem) {
  agree(job.comm, [&] { check_bank(problem); });
  Sight sight = sight_of(job, problem);
  FittedRewards fitted = fit_rewards({job.comm, problem.replicas}, problem.shard, *sight.rounds,
                                     {.ridge = settings.ridge,
                                      .folds = settings.folds,
                                      .seed = problem.seed,
                                      .threads = problem.threads,
                                      .group = problem.catalogue.group});
  MadeRewardModel made{nullptr, summary_of(settings, fitted), doubt_of(fitted)};
  agree_on_parts(job.comm, [&] {
    made.model = std::make_unique<RewardModel>(std::move(fitted.rewards), std::move(sight.actions),
                                               std::move(sight.rounds));
  });
  return made;
}

}  // namespace megabandit
