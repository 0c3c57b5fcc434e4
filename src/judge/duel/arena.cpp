#include "judge/duel/arena.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "comm/agree.hpp"
#include "comm/self_comm.hpp"

namespace megabandit {

Arena::Arena(const Job& job, const DuelSettings& settings) {
  agree(job.comm, [&] {
    if (settings.log.empty()) throw ConfigError("policies meet in the contexts of a log; give judge.log");
  });
  split_ = settings.split.empty() ? default_split(job, settings.log, "test") : settings.split;
  agree_on_parts(job.comm, [&] {
    SelfComm alone;
    const SerialFileDriver files;
    const auto shard = open_shard({alone, files}, {.path = settings.log, .split = split_});
    if (shard->shape().truth_columns > 0)
      factored_.action = read_action_truth({alone, files}, settings.log, {0, shard->shape().actions});
    load(*shard);
  });
}

void Arena::load(Shard& shard) {
  shape_ = shard.shape();
  truth_.offset = {0};
  truth_.otherwise = shape_.truth_otherwise;
  listed_.least = listed_.largest = static_cast<double>(truth_.otherwise);
  context_.reserve(shape_.rounds);
  const Range owned = shard.owned();
  features_.resize(narrow<Eigen::Index>(shape_.contexts), narrow<Eigen::Index>(shape_.features));
  factored_.context.resize(features_.rows(), narrow<Eigen::Index>(shape_.truth_columns));
  for (std::uint64_t block = owned.first; block < owned.last; ++block) {
    const BlockId id(block);
    take(shard.load(std::span(&id, 1)).front());
  }
  features_.conservativeResize(contexts_, Eigen::NoChange);
  factored_.context.conservativeResize(contexts_, Eigen::NoChange);
  if (context_.empty())
    throw DataError(fmt::format(
        "split '{}' of the log has no rounds, hence no contexts in which policies could meet", split_));
}

/// Contexts in which nothing happened are left out.
void Arena::take(const BlockView& block) {
  std::uint32_t last = UINT32_MAX;
  for (const std::uint32_t row : block.context) {
    if (row != last) {
      if (shape_.truth_columns > 0) factored_.context.row(contexts_) = block.truth.row(row);
      features_.row(contexts_++) = block.features.row(row);
      if (!block.truth_offset.empty()) {
        const auto first = block.truth_offset[row], end = block.truth_offset[row + 1];
        for (std::uint64_t i = first; i < end; ++i) {
          truth_.action.push_back(block.truth_action[i]);
          truth_.reward.push_back(block.truth_reward[i]);
          listed_.least = std::min(listed_.least, static_cast<double>(block.truth_reward[i]));
          listed_.largest = std::max(listed_.largest, static_cast<double>(block.truth_reward[i]));
        }
      }
      truth_.offset.push_back(truth_.action.size());
    }
    last = row;
    context_.push_back(contexts_ - 1);
  }
}

RewardRange Arena::reward_range() const {
  if (shape_.truth_columns == 0) return listed_;
  RewardRange range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (Eigen::Index context = 0; context < factored_.context.rows(); ++context) {
    const Eigen::VectorXf rewards = factored_.action * factored_.context.row(context).transpose();
    range.least = std::min(range.least, static_cast<double>(rewards.minCoeff()));
    range.largest = std::max(range.largest, static_cast<double>(rewards.maxCoeff()));
  }
  return range;
}

double Arena::expected_reward(std::uint32_t context, ActionId action) const {
  if (shape_.truth_columns > 0)
    return factored_.context.row(context).cast<double>().dot(
        factored_.action.row(action.value).cast<double>());
  const auto first = truth_.action.begin() + static_cast<std::ptrdiff_t>(truth_.offset[context]);
  const auto end = truth_.action.begin() + static_cast<std::ptrdiff_t>(truth_.offset[context + 1]);
  const auto found = std::lower_bound(first, end, action);
  if (found == end || *found != action) return static_cast<double>(truth_.otherwise);
  return static_cast<double>(truth_.reward[static_cast<std::size_t>(found - truth_.action.begin())]);
}

}  // namespace megabandit
