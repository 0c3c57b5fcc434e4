#include "world/simulate.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "base/narrow.hpp"

namespace megabandit {
namespace {

constexpr Eigen::Index kTogether = 32;  ///< contexts that share a pass over the catalogue
constexpr std::array kSplitNames{"train", "test"};

/// Sums of one split: whole numbers, so that they add up alike on any number of ranks. Expectations count in
/// 2^-32.
struct Counts {
  std::int64_t contexts = 0, rounds = 0, rewards = 0, value = 0, best_is_right = 0, right_in_top = 0;
};
constexpr double kUnit = 0x1p32;

class Simulator {
 public:
  Simulator(Problem problem, const LoggingSettings& logging, std::uint64_t seed)
      : problem_(std::move(problem)), logging_(logging), seed_(seed) {
    actions_ = static_cast<std::uint64_t>(problem_.catalogue.embedding.rows());
    if (logging_.top == 0) logging_.top = actions_;
  }

  void run() {
    const RowMatrix<float> queries = mixed_queries(problem_.queries, logging_.quality, seed_);
    for (Eigen::Index first = 0; first < queries.rows(); first += kTogether) {
      const RowMatrix<float> block = queries.middleRows(first, std::min(kTogether, queries.rows() - first));
      auto tops = top_actions(block, problem_.catalogue.embedding, logging_.top);
      for (std::size_t i = 0; i < tops.size(); ++i)
        log_context(static_cast<std::size_t>(first) + i,
                    LoggingDistribution(std::move(tops[i]), logging_, actions_));
    }
  }

  std::span<Counts> counts() { return counts_; }
  Simulation finish() &&;

 private:
  std::span<const ActionId> right(std::size_t own) const {
    const auto first = problem_.right_offset[own];
    return {problem_.right.data() + first, problem_.right_offset[own + 1] - first};
  }
  void log_context(std::size_t own, const LoggingDistribution& policy);
  void count_context(std::size_t own, const LoggingDistribution& policy);
  Truth truth();
  std::string describe_policy(const std::array<SplitFigures, 2>& figures) const;

  Problem problem_;
  LoggingSettings logging_;
  std::uint64_t seed_, actions_ = 0;
  Rounds rounds_;
  std::array<Counts, 2> counts_{};
};

void Simulator::log_context(std::size_t own, const LoggingDistribution& policy) {
  count_context(own, policy);
  const auto split = static_cast<std::uint8_t>(problem_.split[own]);
  const std::uint64_t context = problem_.own.first + own;
  for (std::uint32_t round = 0; round < logging_.rounds_per_context; ++round) {
    const ActionId action =
        policy.draw({.seed = seed_, .stream = Stream::logging_action, .index = context}, round);
    const bool is_right = std::ranges::binary_search(right(own), action);
    const double chance = is_right ? logging_.reward_right : logging_.reward_wrong;
    const bool rewarded =
        uniform({.seed = seed_, .stream = Stream::logging_reward, .index = context}, round) < chance;
    rounds_.context.emplace_back(static_cast<std::uint32_t>(own));
    rounds_.action.push_back(action);
    rounds_.reward.push_back(rewarded ? 1.0f : 0.0f);
    rounds_.pscore.push_back(static_cast<float>(policy.probability(action)));
    rounds_.split.push_back(split);
    counts_[split].rounds += 1;
    counts_[split].rewards += rewarded ? 1 : 0;
  }
}

void Simulator::count_context(std::size_t own, const LoggingDistribution& policy) {
  Counts& counts = counts_[static_cast<std::size_t>(problem_.split[own])];
  const auto answers = right(own);
  double mass = 0;
  for (const ActionId action : answers) mass += policy.probability(action);
  const double value = mass * logging_.reward_right + (1 - mass) * logging_.reward_wrong;
  counts.contexts += 1;
  counts.value += std::llround(value * kUnit);
  counts.best_is_right += std::ranges::binary_search(answers, policy.best()) ? 1 : 0;
  counts.right_in_top +=
      std::ranges::any_of(answers, [&](ActionId action) { return policy.is_top(action); }) ? 1 : 0;
}

SplitFigures figures_of(const Counts& counts) {
  const auto share = [](std::int64_t part, std::int64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
  };
  return {.contexts = narrow<std::uint64_t>(counts.contexts),
          .rounds = narrow<std::uint64_t>(counts.rounds),
          .reward_rate = share(counts.rewards, counts.rounds),
          .true_value = share(counts.value, counts.contexts) / kUnit,
          .best_is_right = share(counts.best_is_right, counts.contexts),
          .right_in_top = share(counts.right_in_top, counts.contexts)};
}

Truth Simulator::truth() {
  Truth truth;
  truth.offset = std::move(problem_.right_offset);
  truth.reward.assign(problem_.right.size(), static_cast<float>(logging_.reward_right));
  truth.action = std::move(problem_.right);
  truth.otherwise = static_cast<float>(logging_.reward_wrong);
  return truth;
}

std::string Simulator::describe_policy(const std::array<SplitFigures, 2>& figures) const {
  nlohmann::ordered_json json{
      {"kind", "softmax-top"},
      {"formula", "(1 - epsilon) * softmax(eta * score over the top actions) + epsilon / actions"},
      {"actions", actions_},
      {"quality", logging_.quality},
      {"eta", logging_.eta},
      {"top", std::min(logging_.top, actions_)},
      {"epsilon", logging_.epsilon},
      {"seed", seed_},
      {"rounds_per_context", logging_.rounds_per_context},
      {"reward_right", logging_.reward_right},
      {"reward_wrong", logging_.reward_wrong},
      {"support", logging_.epsilon > 0 || logging_.top >= actions_ ? "full" : "deficient"}};
  for (std::size_t split = 0; split < figures.size(); ++split)
    json["true_value"][kSplitNames[split]] = figures[split].true_value;
  json["remarks"] = problem_.remarks;
  return json.dump();
}

Simulation Simulator::finish() && {
  Simulation simulation;
  for (std::size_t split = 0; split < counts_.size(); ++split)
    simulation.figures[split] = figures_of(counts_[split]);
  LogPart& log = simulation.log;
  log.logging_policy = describe_policy(simulation.figures);
  log.truth = truth();
  log.rounds = std::move(rounds_);
  log.features = std::move(problem_.features);
  log.actions = actions_;
  log.splits = {kSplitNames.begin(), kSplitNames.end()};
  log.encoding = std::move(problem_.encoding);
  log.catalogue = std::move(problem_.catalogue);
  return simulation;
}

}  // namespace

Simulation simulate(Communicator& comm, Problem problem, const LoggingSettings& logging, std::uint64_t seed) {
  Simulator simulator(std::move(problem), logging, seed);
  simulator.run();
  static_assert(sizeof(Counts) == 6 * sizeof(std::int64_t));
  for (Counts& counts : simulator.counts()) comm.sum(std::span<std::int64_t>(&counts.contexts, 6));
  return std::move(simulator).finish();
}

}  // namespace megabandit
