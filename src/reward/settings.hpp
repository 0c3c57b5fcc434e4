#pragma once

#include <cstdint>

#include "config/schema.hpp"

namespace megabandit {

enum class RewardModelKind { none, linear };

/// Table [reward_model]: what is known of rewards beside the weights of rounds.
struct RewardModelSettings {
  RewardModelKind kind = RewardModelKind::none;
  double ridge = 100;
  std::uint64_t folds = 5;

  bool on() const { return kind != RewardModelKind::none; }
};

void declare(Schema& schema, RewardModelSettings& model);

}  // namespace megabandit
