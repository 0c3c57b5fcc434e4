#pragma once
// A log made in memory, as one rank sees it: for tests that need no file.

#include "base/random.hpp"
#include "log/shard.hpp"

namespace megabandit::testing {

/// A small world: contexts with normal features, some rounds each, reward 1 with probability 0.4, pscores in
/// [0.05, 1].
struct SmallLog {
  RowMatrix<float> features;
  std::vector<std::uint32_t> context;
  std::vector<ActionId> action;
  std::vector<float> reward, pscore;
  std::uint64_t actions = 0;
};

inline SmallLog small_log(std::uint64_t contexts, std::uint64_t features, std::uint64_t actions) {
  SmallLog log;
  log.actions = actions;
  log.features.resize(static_cast<Eigen::Index>(contexts), static_cast<Eigen::Index>(features));
  const auto name = [](std::uint64_t index) {
    return DrawName{.seed = 5, .stream = Stream::world, .index = index};
  };
  for (std::uint64_t i = 0; i < contexts * features; ++i)
    log.features.data()[i] = static_cast<float>(normal(name(i)));
  for (std::uint32_t c = 0; c < contexts; ++c)
    for (std::uint32_t k = 0; k < 1 + c % 3; ++k) {
      log.context.push_back(c);
      log.action.emplace_back(static_cast<std::uint32_t>(below(name(1'000'000 + c), actions, k)));
      log.reward.push_back(uniform(name(2'000'000 + c), k) < 0.4 ? 1.0F : 0.0F);
      log.pscore.push_back(static_cast<float>(0.05 + 0.95 * uniform(name(3'000'000 + c), k)));
    }
  return log;
}

class MemoryShard final : public Shard {
 public:
  MemoryShard(const SmallLog& log, std::uint64_t contexts_per_block, int rank, int ranks) : log_(log) {
    shape_.contexts = static_cast<std::uint64_t>(log.features.rows());
    shape_.features = static_cast<std::uint64_t>(log.features.cols());
    shape_.rounds = log.action.size();
    shape_.actions = log.actions;
    plan_ = {shape_.contexts, contexts_per_block};
    owned_ = plan_.owned(rank, ranks);
  }
  const LogShape& shape() const override { return shape_; }
  const BlockPlan& plan() const override { return plan_; }
  Range owned() const override { return owned_; }
  std::uint64_t window() const override { return 3; }

  std::vector<BlockView> load(std::span<const BlockId> blocks) override {
    std::vector<BlockView> views;
    local_context_.assign(log_.context.size(), 0);
    for (const BlockId block : blocks) views.push_back(view(block));
    return views;
  }

 private:
  BlockView view(BlockId block) {
    const Range contexts = plan_.contexts_of(block);
    const auto first = std::ranges::lower_bound(log_.context, contexts.first) - log_.context.begin();
    const auto last = std::ranges::lower_bound(log_.context, contexts.last) - log_.context.begin();
    for (auto i = first; i < last; ++i)
      local_context_[static_cast<std::size_t>(i)] =
          log_.context[static_cast<std::size_t>(i)] - static_cast<std::uint32_t>(contexts.first);
    const auto cut = [&](const auto& column) {
      return std::span(column).subspan(static_cast<std::size_t>(first),
                                       static_cast<std::size_t>(last - first));
    };
    BlockView view{.id = block,
                   .context = cut(local_context_),
                   .action = cut(log_.action),
                   .reward = cut(log_.reward),
                   .pscore = cut(log_.pscore),
                   .truth_offset = {},
                   .truth_action = {},
                   .truth_reward = {}};
    new (&view.features) RowsView<float>(log_.features.row(static_cast<Eigen::Index>(contexts.first)).data(),
                                         static_cast<Eigen::Index>(contexts.size()), log_.features.cols());
    return view;
  }

  const SmallLog& log_;
  LogShape shape_;
  BlockPlan plan_;
  Range owned_;
  std::vector<std::uint32_t> local_context_;
};

}  // namespace megabandit::testing
