#pragma once
// Where policies meet: contexts of a log that are drawn for them.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/matrix.hpp"
#include "judge/settings.hpp"
#include "log/shard.hpp"
#include "storage/job.hpp"

namespace megabandit {

/// Least and largest expected reward.
struct RewardRange {
  double least = 0, largest = 0;
};

/// The contexts of a split, all on every rank, and how often each was seen.
class Arena {
 public:
  /// @collective  Reads the log that the settings name. @throws AgreedError
  Arena(const Job& job, const DuelSettings& settings);

  const LogShape& shape() const { return shape_; }
  const std::string& split() const { return split_; }
  std::uint64_t rounds() const { return context_.size(); }
  /// Row of features() in which a round happened.
  std::uint32_t context(std::uint64_t round) const { return context_[round]; }
  const RowMatrix<float>& features() const { return features_; }  ///< [contexts, d]
  /// Expected reward, of a log with a truth.
  double expected_reward(std::uint32_t context, ActionId action) const;
  /// Of all contexts and actions, of a log with a truth. Goes through all of them where the truth is a
  /// product.
  RewardRange reward_range() const;

 private:
  void load(Shard& shard);
  void take(const BlockView& block);

  LogShape shape_;
  std::string split_;
  std::vector<std::uint32_t> context_;
  RowMatrix<float> features_;
  std::uint32_t contexts_ = 0;  // rows of features_ that are filled
  Truth truth_;                 // of these contexts
  RewardRange listed_;          // of the listed truth
  FactoredTruth factored_;      // of these contexts; no columns where the truth is listed
};

}  // namespace megabandit
