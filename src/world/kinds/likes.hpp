#pragma once
// From lines of ratings to what each user likes.

#include <string>
#include <vector>

#include "base/ids.hpp"
#include "log/import/text/table.hpp"
#include "world/kinds/ratings.hpp"

namespace megabandit {

struct Likes {
  NameIndex items;  ///< all that were rated
  std::vector<std::vector<ActionId>>
      of_user;  ///< increasing; users with at least `fewest` likes, as they come in the file
};

/// Of several ratings of one item by one user the latest counts: by the time column, else by the line.
/// What was dropped or decided is said in `remarks`, with counts.
Likes read_likes(const RatingsSettings& ratings, std::vector<std::string>& remarks);

}  // namespace megabandit
