#include "bench/train_step/made_shard.hpp"

#include <cmath>

#include "base/random.hpp"

namespace megabandit::bench {
namespace {

constexpr std::uint64_t kSeed = 17;
constexpr std::uint64_t kRoundsPerReward = 4;

DrawName world(std::uint64_t index, std::uint32_t what) {
  return {.seed = kSeed, .stream = Stream::world, .epoch = what, .index = index};
}

}  // namespace

MadeShard::MadeShard(const MadeLog& log, int rank, int ranks)
    : plan_{log.contexts, log.contexts_per_block},
      owned_(plan_.owned(rank, ranks)),
      first_(std::min(owned_.first * log.contexts_per_block, log.contexts)) {
  shape_.rounds = log.contexts * kRoundsPerContext;
  shape_.contexts = log.contexts;
  shape_.actions = log.actions;
  shape_.features = log.features;
  const std::uint64_t last = std::min(owned_.last * log.contexts_per_block, log.contexts);
  features_.resize(static_cast<Eigen::Index>(last - first_), static_cast<Eigen::Index>(log.features));
  for (std::uint64_t i = 0; i < log.contexts_per_block * kRoundsPerContext; ++i)
    row_.push_back(static_cast<std::uint32_t>(i / kRoundsPerContext));
  for (std::uint64_t context = first_; context < last; ++context) make_context(context, log.decay);
}

void MadeShard::make_context(std::uint64_t context, double decay) {
  const auto row = static_cast<Eigen::Index>(context - first_);
  const double scale = 1 / std::sqrt(static_cast<double>(shape_.features));
  for (std::uint64_t k = 0; k < shape_.features; ++k)
    features_(row, static_cast<Eigen::Index>(k)) =
        static_cast<float>(scale * normal(world(context * shape_.features + k, 0)) *
                           std::pow(static_cast<double>(k + 1), -decay));
  for (std::uint64_t i = context * kRoundsPerContext; i < (context + 1) * kRoundsPerContext; ++i) {
    action_.emplace_back(static_cast<std::uint32_t>(below(world(i, 1), shape_.actions)));
    reward_.push_back(below(world(i, 2), kRoundsPerReward) == 0 ? 1.0F : 0.0F);
    pscore_.push_back(1.0F / static_cast<float>(shape_.actions));
  }
}

void MadeShard::teach(const Policy& teacher) {
  TowerPass pass{.input = features_.cast<double>(), .hidden = {}, .output = {}};
  const RowMatrix<float> queries = teacher.queries(pass).cast<float>();
  for (std::size_t i = 0; i < action_.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i / kRoundsPerContext);
    const Eigen::VectorXf score = teacher.table() * queries.row(row).transpose();
    const Eigen::VectorXf weight = (score.array() - score.maxCoeff()).exp();
    const std::uint64_t round =
        (first_ + static_cast<std::uint64_t>(row)) * kRoundsPerContext + i % kRoundsPerContext;
    double left = uniform(world(round, 3)) * static_cast<double>(weight.sum());
    Eigen::Index action = 0;
    while (action + 1 < weight.size() && left > static_cast<double>(weight[action]))
      left -= static_cast<double>(weight[action++]);
    action_[i] = ActionId{static_cast<std::uint32_t>(action)};
  }
}

std::vector<BlockView> MadeShard::load(std::span<const BlockId> blocks) {
  std::vector<BlockView> views;
  for (const BlockId id : blocks) {
    const Range contexts = plan_.contexts_of(id);
    const std::uint64_t at = contexts.first - first_, round = at * kRoundsPerContext;
    const std::uint64_t rounds = contexts.size() * kRoundsPerContext;
    views.push_back({.id = id,
                     .features = {features_.data() + at * shape_.features,
                                  static_cast<Eigen::Index>(contexts.size()), features_.cols()},
                     .context = std::span(row_).first(rounds),
                     .action = std::span(action_).subspan(round, rounds),
                     .reward = std::span(reward_).subspan(round, rounds),
                     .pscore = std::span(pscore_).subspan(round, rounds),
                     .truth_offset = {},
                     .truth_action = {},
                     .truth_reward = {}});
  }
  return views;
}

}  // namespace megabandit::bench
