#pragma once

#include "log/import/columns/column_map.hpp"

namespace megabandit {

/// What of the Open Bandit Dataset becomes features.
struct ObdFeatures {
  enum class Context { users, positions, users_and_positions };
  enum class Affinities { leave_out, numeric };
  Context context = Context::users;  ///< positions are one-hot
  std::uint32_t hashed = 0;          ///< features of each hashed user_feature column; 0: one-hot
  Affinities affinities = Affinities::leave_out;
  std::string item_context;  ///< path of item_context.csv, the actions' embedding; empty: none
};

/// The Open Bandit Dataset as a column map: item_id, click, propensity_score or action_prob, position from 1,
/// timestamp.
ColumnMap obd_columns(const ObdFeatures& features);

}  // namespace megabandit
