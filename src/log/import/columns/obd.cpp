#include "log/import/columns/obd.hpp"

namespace megabandit {

ColumnMap obd_columns(const ObdFeatures& features) {
  const ColumnKind kind = features.hashed > 0 ? ColumnKind::hashed : ColumnKind::categorical;
  ColumnMap map;
  map.action = "item_id";
  map.reward = "click";
  map.pscore.columns = {"propensity_score", "action_prob"};  // the data's name, and its documentation's
  map.position = "position";
  map.position_base = 1;
  map.timestamp = "timestamp";
  if (features.context != ObdFeatures::Context::positions)
    map.context.push_back({"user_feature_*", kind, features.hashed});
  if (features.context != ObdFeatures::Context::users)
    map.context.push_back({"position", ColumnKind::categorical});
  if (features.affinities == ObdFeatures::Affinities::numeric)
    map.context.push_back({"user-item_affinity_*", ColumnKind::numeric});
  if (!features.item_context.empty())
    map.action_table = {
        .path = features.item_context,
        .key = "item_id",
        .name = "",
        .embedding = {{"item_feature_0", ColumnKind::numeric}, {"item_feature_*", ColumnKind::categorical}}};
  return map;
}

}  // namespace megabandit
