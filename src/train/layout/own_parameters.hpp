#pragma once

#include "policy/policy.hpp"
#include "run/checkpoint.hpp"
#include "train/layout/layout.hpp"

namespace megabandit {

/// Which of a policy's parameters, and of arrays that have one number a parameter, this rank has: the
/// tower's, and those of its own rows of a trained table. @local
inline ArrayPart own_parameters(const Policy& policy, const Layout& layout) {
  const std::uint64_t tower = policy.tower_parameters(),
                      first = policy.catalogue().slice.first * policy.shape().tower.columns;
  return {.common = tower,
          .own = {first, first + policy.own_parameter_count() - tower},
          .cut = policy.parameter_count() - tower,
          .replicas = &layout.replicas()};
}

}  // namespace megabandit
