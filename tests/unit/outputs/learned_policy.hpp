#pragma once
// A policy for the contexts and actions of a small log, as if something had been learned already; `scale`:
// how sure it is.

#include "policy/policy.hpp"
#include "unit/train/memory_shard.hpp"

namespace megabandit::testing {

inline Policy learned_policy(const SmallLog& log, double scale = 0.5) {
  const auto features = static_cast<std::uint64_t>(log.features.cols());
  Policy policy({.tower = {.kind = TowerKind::linear, .features = features, .columns = 4, .hidden = {}},
                 .table = TableKind::fixed,
                 .temperature = 0.7,
                 .actions = log.actions},
                random_table({0, log.actions}, 4, 3, 1));
  policy.initialise_tower(4, scale);
  return policy;
}

}  // namespace megabandit::testing
