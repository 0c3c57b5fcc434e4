#include "policy/table_columns.hpp"

namespace megabandit {

std::uint64_t table_columns(const PolicySettings& policy, const LogShape& shape) {
  if (policy.table == TableKind::fixed)
    return policy.vectors == FixedVectors::output ? shape.action_output : shape.embedding;
  if (policy.embedding > 0) return static_cast<std::uint64_t>(policy.embedding);
  return policy.tower == TowerKind::identity ? shape.features : shape.embedding;
}

}  // namespace megabandit
