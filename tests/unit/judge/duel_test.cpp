// Policies that duel on contexts of a log.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "judge/table.hpp"
#include "log/write_log.hpp"
#include "policy/policy_file.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t kActions = 4;

/// Two contexts (1, 0) and (0, 1), of which the second was seen three times as often. Action 0 is right in
/// the first, action 1 in the second, action 2 is half right in both, action 3 is wrong.
LogPart made_log(bool truth) {
  LogPart part;
  part.actions = kActions;
  part.features = RowMatrix<float>::Identity(2, 2);
  for (std::uint32_t round = 0; round < 40; ++round) {
    part.rounds.context.emplace_back(round < 10 ? 0u : 1u);
    part.rounds.action.emplace_back(round % 4);
    part.rounds.reward.push_back(0);
    part.rounds.pscore.push_back(0.25F);
  }
  if (!truth) return part;
  part.truth =
      Truth{{0, 2, 4}, {ActionId(0), ActionId(2), ActionId(1), ActionId(2)}, {0.9F, 0.5F, 0.9F, 0.5F}, 0.1F};
  return part;
}

/// Scores `weight(feature, action)`.
SavedPolicy made_policy(const RowMatrix<float>& weight) {
  return {Policy({.tower = {.kind = TowerKind::identity, .features = 2, .columns = 2, .hidden = {}},
                  .table = TableKind::fixed,
                  .temperature = 1,
                  .actions = kActions},
                 weight.transpose()),
          R"({"kind":"numeric","features":2})",
          {}};
}

/// Takes one action nearly always.
RowMatrix<float> always(Eigen::Index action) {
  RowMatrix<float> weight = RowMatrix<float>::Zero(2, kActions);
  weight.col(action).setConstant(40);
  return weight;
}

class DuelTest : public testing::Test {
 protected:
  DuelTest() {
    write_log(job_, log(true), made_log(true));
    write_log(job_, log(false), made_log(false));
    right_ = RowMatrix<float>::Zero(2, kActions);
    right_(0, 0) = right_(1, 1) = 40;
    save("right", right_);
    save("first", always(0));
    save("half", always(2));
    save("half2", always(2));
    save("uniform", RowMatrix<float>::Zero(2, kActions));
    settings_.kind = "world";
    settings_.duel.log = log(true);
  }
  std::filesystem::path log(bool truth) const {
    return directory_.path() / (truth ? "truth.h5" : "plain.h5");
  }
  std::filesystem::path policy(const std::string& name) const { return directory_.path() / (name + ".h5"); }
  void save(const std::string& name, const RowMatrix<float>& weight) {
    save_policy(job_, policy(name), made_policy(weight));
  }
  std::unique_ptr<Judge> judge(const std::string& a, const std::string& b) {
    CandidateSettings candidates;
    candidates.policies = {policy(a), policy(b)};
    return make_judge(job_, settings_, candidates, 3);
  }
  std::string refusal(const std::string& a, const std::string& b) {
    try {
      judge(a, b);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }
  /// Shares of a's wins, of b's and of ties.
  std::vector<double> shares(const std::string& a, const std::string& b) {
    const auto made = judge(a, b);
    std::vector<Question> questions(kCount, {0, {CandidateId(0), CandidateId(1)}});
    for (std::size_t i = 0; i < kCount; ++i) questions[i].ticket = i;
    made->ask(questions);
    PairTotals totals;
    for (const Outcome outcome : made->outcomes(kCount)) totals.add(outcome);
    const auto share = [](std::uint64_t count) { return static_cast<double>(count) / kCount; };
    return {share(totals.a_wins), share(totals.b_wins), share(totals.ties)};
  }
  void expect_shares(const std::vector<double>& got, const std::vector<double>& expected) {
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_NEAR(got[i], expected[i], 2.5 / std::sqrt(kCount)) << i;  // 5 s.d.
  }

  static constexpr std::size_t kCount = 20000;
  TemporaryDirectory directory_;
  SelfComm comm_;
  SerialFileDriver files_;
  Job job_{comm_, files_};
  JudgeSettings settings_;
  RowMatrix<float> right_;
};

TEST_F(DuelTest, TheBetterExpectedRewardWinsInContextsAsOftenAsTheyWereSeen) {
  // "first" is as good in the first context, a quarter of the rounds, and worse in the second.
  expect_shares(shares("right", "first"), {0.75, 0, 0.25});
  // 0.9 against 0.5 in the first context, 0.1 against 0.5 in the second.
  expect_shares(shares("first", "half"), {0.25, 0.75, 0});
  EXPECT_EQ(judge("right", "first")->names()[0], policy("right").string());
}

TEST_F(DuelTest, PoliciesDrawTheirActionsOrTakeTheBest) {
  // Of the uniform policy's four actions one is as good as the right one, three are worse.
  expect_shares(shares("right", "uniform"), {0.75, 0, 0.25});
  settings_.duel.play = Play::greedy;  // of equal scores the first action
  expect_shares(shares("first", "uniform"), {0, 0, 1});
}

TEST_F(DuelTest, RewardsMayBeDrawn) {
  settings_.duel.rewards = Rewards::drawn;
  // 0.9 against 0.5, independent: a wins when it has a reward and b has none.
  expect_shares(shares("right", "half"), {0.45, 0.05, 0.5});
}

// The same expected rewards as a product.
TEST_F(DuelTest, ATruthMayBeAProduct) {
  LogPart part = made_log(false);
  part.factored_truth = FactoredTruth{RowMatrix<float>::Identity(2, 2), RowMatrix<float>(kActions, 2)};
  part.factored_truth->action << 0.9F, 0.1F, 0.1F, 0.9F, 0.5F, 0.5F, 0.1F, 0.1F;
  const auto write = [&] {
    write_log(job_, directory_.path() / "product.h5", part);
    settings_.duel.log = directory_.path() / "product.h5";
  };
  write();
  expect_shares(shares("right", "first"), {0.75, 0, 0.25});
  settings_.duel.rewards = Rewards::drawn;
  expect_shares(shares("right", "half"), {0.45, 0.05, 0.5});
  part.factored_truth->action(3, 1) = 1.5F;
  write();
  EXPECT_THAT(refusal("right", "half"), HasSubstr("expected rewards reach from 0.1"));
  EXPECT_THAT(refusal("right", "half"), HasSubstr("to 1.5"));
}

TEST_F(DuelTest, ARewardModelComparesByItsScores) {
  settings_.kind = "reward-model";
  settings_.duel.log = log(false);
  save("model", 0.05F * right_);  // scores of 2 and 0
  settings_.duel.model = policy("model");
  const double ahead = 1 / (1 + std::exp(-2.0));
  // Equal actions in the first context.
  expect_shares(shares("right", "first"), {0.75 * ahead, 0.75 * (1 - ahead), 0.25});
  settings_.duel.temperature = 2;
  const double closer = 1 / (1 + std::exp(-1.0));
  expect_shares(shares("right", "half"), {closer, 1 - closer, 0});
}

TEST_F(DuelTest, OutcomesDoNotDependOnTheBatch) {
  const auto whole = judge("uniform", "half"), parts = judge("uniform", "half");
  std::vector<Question> questions(9000, {0, {CandidateId(0), CandidateId(1)}});
  for (std::size_t i = 0; i < questions.size(); ++i) questions[i].ticket = i;
  whole->ask(questions);
  std::vector<Outcome> one_by_one;
  for (std::size_t first = 0; first < questions.size(); first += 900) {
    parts->ask(std::span(questions).subspan(first, 900));
    const auto some = parts->outcomes(900);
    one_by_one.insert(one_by_one.end(), some.begin(), some.end());
  }
  EXPECT_EQ(whole->outcomes(questions.size()), one_by_one);
  EXPECT_EQ(whole->fingerprint(), parts->fingerprint());
  EXPECT_NE(whole->fingerprint(), judge("half", "half2")->fingerprint());
}

TEST_F(DuelTest, SaysWhatDoesNotFit) {
  EXPECT_THAT(refusal("right", "nothing"), HasSubstr("nothing.h5"));
  settings_.duel.log = log(false);
  EXPECT_THAT(refusal("right", "first"), HasSubstr("does not carry its truth"));
  settings_.duel.log.clear();
  EXPECT_THAT(refusal("right", "first"), HasSubstr("judge.log"));
  settings_.kind = "reward-model";
  settings_.duel.log = log(false);
  EXPECT_THAT(refusal("right", "first"), HasSubstr("judge.reward_model"));
  settings_.duel.log = directory_.path() / "none.h5";
  EXPECT_THAT(refusal("right", "first"), HasSubstr("none.h5"));
}

TEST_F(DuelTest, IsTheSameOnEveryRank) {
  const std::uint64_t alone = judge("right", "first")->fingerprint();
  on_threads(3, [&](Communicator& comm) {
    CandidateSettings candidates;
    candidates.policies = {policy("right"), policy("first")};
    EXPECT_EQ(make_judge({comm, files_}, settings_, candidates, 3)->fingerprint(), alone);
    candidates.policies.pop_back();
    EXPECT_THROW(make_judge({comm, files_}, settings_, candidates, 3), Error);
  });
}

}  // namespace
}  // namespace megabandit
