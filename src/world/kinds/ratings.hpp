#pragma once
// Users rated items: half of what a user liked is the context, the other half are right actions.

#include <filesystem>
#include <string>
#include <vector>

#include "config/schema.hpp"
#include "world/chosen_contexts.hpp"
#include "world/problem.hpp"

namespace megabandit {

struct RatingsSettings {
  std::filesystem::path path{};
  std::string separator = ",";
  std::vector<std::string> columns{};
  std::string user = "user_id";
  std::string item = "item_id";
  std::string rating = "rating";
  std::string time{};
  double liked = 4;
  std::uint64_t fewest = 2;
  std::uint64_t embedding = 64;
  std::filesystem::path names{};
  std::vector<std::string> names_columns{};
  std::string names_item{};
  std::string names_name{};
};

void declare(Schema& schema, RatingsSettings& ratings);

/// An item's embedding is its row of right singular vectors of the training users' likes, scaled to a mean
/// square length of 1; a context is the mean embedding of the context items. @replicated but for the contexts
/// of `part`
/// @throws MissingInput, DataError naming file and line
Problem make_ratings(const RatingsSettings& ratings, const ContextSettings& contexts, std::uint64_t seed,
                     const Part& part);

}  // namespace megabandit
