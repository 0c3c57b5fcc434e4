#pragma once
// Logs for tests: a function of few numbers, cut over any number of ranks.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "comm/collect.hpp"
#include "log/block_plan.hpp"
#include "log/rounds.hpp"
#include "log/shard.hpp"

namespace megabandit {

struct MadeLog {
  std::uint64_t contexts = 40;
  std::uint64_t rounds = 1000;
  std::uint64_t actions = 7;
  std::uint64_t features = 3;
  bool extras = true;  ///< truth, splits, positions, timestamps, catalogue
};

namespace made {

inline std::uint64_t draw(std::uint64_t bound, std::uint64_t index, std::uint32_t k) {
  return below({.seed = 11, .stream = Stream::world, .epoch = 0, .index = index}, bound, k);
}

inline void add_rounds(const MadeLog& log, Range contexts, LogPart& part) {
  for (std::uint64_t i = 0; i < log.rounds; ++i) {
    const std::uint64_t context = draw(log.contexts, i, 0);
    if (!contexts.contains(context)) continue;
    part.rounds.context.emplace_back(static_cast<std::uint32_t>(context - contexts.first));
    part.rounds.action.emplace_back(static_cast<std::uint32_t>(draw(log.actions, i, 1)));
    part.rounds.reward.push_back(static_cast<float>(draw(100, i, 2)) / 8 - 3);
    part.rounds.pscore.push_back(static_cast<float>(draw(100, i, 3) + 1) / 100);
    if (!log.extras) continue;
    part.rounds.position.push_back(static_cast<std::uint32_t>(draw(3, i, 4)));
    part.rounds.timestamp.push_back(static_cast<std::int64_t>(i) - 500);
    part.rounds.split.push_back(static_cast<std::uint8_t>(draw(2, i, 5)));
  }
}

inline void add_truth(const MadeLog& log, Range contexts, LogPart& part) {
  Truth truth;
  truth.otherwise = 0.25F;
  truth.offset.push_back(0);
  for (std::uint64_t context = contexts.first; context < contexts.last; ++context) {
    for (std::uint64_t action = context % 3; action < log.actions; action += 3) {
      truth.action.emplace_back(static_cast<std::uint32_t>(action));
      truth.reward.push_back(static_cast<float>(context * 10 + action));
    }
    truth.offset.push_back(truth.action.size());
  }
  part.truth = truth;
}

inline void add_catalogue(const MadeLog& log, LogPart& part) {
  const auto actions = static_cast<Eigen::Index>(log.actions);
  part.catalogue.embedding = RowMatrix<float>(actions, 2);
  for (Eigen::Index a = 0; a < actions; ++a) {
    part.catalogue.embedding.row(a) << static_cast<float>(a), static_cast<float>(-a);
    part.catalogue.name.push_back("action " + std::to_string(a));
    part.catalogue.cluster.push_back(static_cast<std::uint32_t>(a % 2));
  }
}

}  // namespace made

/// Part `rank` of `ranks` of a log; the parts of any number of ranks make the same log.
inline LogPart made_part(const MadeLog& log, int rank, int ranks) {
  const Range contexts =
      even_part(log.contexts, static_cast<std::uint64_t>(rank), static_cast<std::uint64_t>(ranks));
  LogPart part;
  part.actions = log.actions;
  part.created_by = "a test";
  part.logging_policy = R"({"kind":"uniform"})";
  part.features.resize(static_cast<Eigen::Index>(contexts.size()), static_cast<Eigen::Index>(log.features));
  for (Eigen::Index row = 0; row < part.features.rows(); ++row)
    for (Eigen::Index column = 0; column < part.features.cols(); ++column)
      part.features(row, column) =
          static_cast<float>((static_cast<Eigen::Index>(contexts.first) + row) * 100 + column);
  made::add_rounds(log, contexts, part);
  if (!log.extras) return part;
  part.splits = {"train", "test"};
  made::add_truth(log, contexts, part);
  made::add_catalogue(log, part);
  return part;
}

/// A round of a log, as one value to compare.
struct SeenRound {
  std::uint64_t context = 0;
  std::uint32_t action = 0;
  float reward = 0;
  float pscore = 0;
  float feature = 0;  ///< last feature of its context
  float truth = 0;    ///< sum of the listed true rewards of its context
  auto operator<=>(const SeenRound&) const = default;
};

/// Every block of a rank's shard, loaded window by window. @local
template <class Visit>
void for_blocks_of(Shard& shard, const Visit& visit) {
  for (std::uint64_t at = shard.owned().first; at < shard.owned().last; at += shard.window()) {
    std::vector<BlockId> blocks;
    for (std::uint64_t b = at; b < std::min(at + shard.window(), shard.owned().last); ++b)
      blocks.emplace_back(b);
    for (const BlockView& view : shard.load(blocks)) visit(view);
  }
}

/// The rounds of a rank's shard. @local
inline std::vector<SeenRound> rounds_of(Shard& shard) {
  std::vector<SeenRound> seen;
  for_blocks_of(shard, [&](const BlockView& view) {
    const std::uint64_t first = shard.plan().contexts_of(view.id).first;
    for (std::size_t i = 0; i < view.action.size(); ++i) {
      float truth = 0;
      if (!view.truth_offset.empty())
        for (std::uint64_t e = view.truth_offset[view.context[i]]; e < view.truth_offset[view.context[i] + 1];
             ++e)
          truth += view.truth_reward[e] + static_cast<float>(view.truth_action[e].value);
      seen.push_back({first + view.context[i], view.action[i].value, view.reward[i], view.pscore[i],
                      view.features(view.context[i], view.features.cols() - 1), truth});
    }
  });
  return seen;
}

/// The rounds of all ranks' shards, in the order of the blocks. @collective
inline std::vector<SeenRound> all_rounds(Communicator& comm, Shard& shard) {
  const auto mine = rounds_of(shard);
  return all_gather_values<SeenRound>(comm, mine);
}

}  // namespace megabandit
