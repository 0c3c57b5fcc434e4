#pragma once
// What training saves is done here: a log whose rounds all have a context of their own, and an objective that
// has every round scored.

#include <algorithm>
#include <deque>

#include "log/shard.hpp"
#include "objective/objective.hpp"

namespace megabandit::bench {

/// The same rounds; each brings a copy of its context.
class UnmergedShard final : public Shard {
 public:
  explicit UnmergedShard(Shard& shard) : shard_(shard) {}
  const LogShape& shape() const override { return shard_.shape(); }
  const BlockPlan& plan() const override { return shard_.plan(); }
  Range owned() const override { return shard_.owned(); }
  std::uint64_t window() const override { return shard_.window(); }
  std::vector<BlockView> load(std::span<const BlockId> blocks) override {
    std::vector<BlockView> views;
    copies_.clear();
    for (const BlockView& view : shard_.load(blocks)) {
      Copy& copy = copies_.emplace_back();
      copy.features.resize(static_cast<Eigen::Index>(view.action.size()), view.features.cols());
      for (std::size_t i = 0; i < view.action.size(); ++i) {
        copy.features.row(static_cast<Eigen::Index>(i)) = view.features.row(view.context[i]);
        copy.row.push_back(static_cast<std::uint32_t>(i));
      }
      views.push_back({.id = view.id,
                       .features = {copy.features.data(), copy.features.rows(), copy.features.cols()},
                       .context = copy.row,
                       .action = view.action,
                       .reward = view.reward,
                       .pscore = view.pscore,
                       .truth_offset = {},
                       .truth_action = {},
                       .truth_reward = {}});
    }
    return views;
  }

 private:
  struct Copy {
    RowMatrix<float> features;
    std::vector<std::uint32_t> row;
  };
  Shard& shard_;
  std::deque<Copy> copies_;
};

/// The same credits; those that are zero are computed too.
class AllLive final : public Objective {
 public:
  explicit AllLive(const Objective& objective) : objective_(objective) {}
  std::string name() const override { return objective_.name(); }
  bool concave() const override { return objective_.concave(); }
  bool weighs_by_policy() const override { return objective_.weighs_by_policy(); }
  bool needs_rewards() const override { return objective_.needs_rewards(); }
  std::size_t channels() const override { return objective_.channels(); }
  std::size_t sums() const override { return objective_.sums(); }
  void find_live(std::span<const float>, std::span<const float>,
                 std::span<std::uint8_t> live) const override {
    std::ranges::fill(live, std::uint8_t{1});
  }
  void credit(const ScoredRounds& rounds, const CreditSink& sink) const override {
    objective_.credit(rounds, sink);
  }
  Combination combine(std::span<const double> sums, double rounds) const override {
    return objective_.combine(sums, rounds);
  }
  double l2_scale() const override { return objective_.l2_scale(); }

 private:
  const Objective& objective_;
};

}  // namespace megabandit::bench
