#include "world/kinds/likes.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "log/import/text/table.hpp"

namespace megabandit {
namespace {

struct Rating {
  std::uint32_t user, item;
  double rating, time;
};

struct Ratings {
  NameIndex users, items;
  std::vector<Rating> all;
};

Ratings read_ratings(const RatingsSettings& ratings) {
  std::vector<std::string> wanted{ratings.user, ratings.item, ratings.rating};
  if (!ratings.time.empty()) wanted.push_back(ratings.time);
  const std::string file = ratings.path.string();
  Ratings found;
  read_table({ratings.path, ratings.separator, ratings.columns}, wanted, [&](auto cells, std::uint64_t line) {
    const double value = number_cell({file, line, ratings.rating}, cells[2]);
    const double time = cells.size() > 3 ? number_cell({file, line, ratings.time}, cells[3]) : 0;
    found.all.push_back({found.users.number(cells[0]), found.items.number(cells[1]), value, time});
  });
  return found;
}

bool same_pair(const Rating& a, const Rating& b) { return a.user == b.user && a.item == b.item; }

/// Leaves one rating of each user and item. Sorting is stable: without times the order of the lines is kept.
void keep_latest(std::vector<Rating>& all, std::vector<std::string>& remarks) {
  std::ranges::stable_sort(all, [](const Rating& a, const Rating& b) {
    return std::tie(a.user, a.item, a.time) < std::tie(b.user, b.item, b.time);
  });
  std::uint64_t repeats = 0, contradictions = 0;
  std::vector<Rating> latest;
  for (auto first = all.begin(); first != all.end();) {
    std::set<double> different;
    const auto last =
        std::find_if_not(first, all.end(), [&](const Rating& one) { return same_pair(one, *first); });
    std::for_each(first, last, [&](const Rating& one) { different.insert(one.rating); });
    repeats += static_cast<std::uint64_t>(last - first) - different.size();
    contradictions += different.size() > 1 ? 1 : 0;
    latest.push_back(*(last - 1));
    first = last;
  }
  all = std::move(latest);
  if (repeats > 0)
    remarks.push_back(
        fmt::format("{} ratings repeat an earlier one of the same user and item and count once", repeats));
  if (contradictions > 0)
    remarks.push_back(
        fmt::format("{} pairs of a user and an item have several ratings that differ: the latest counts",
                    contradictions));
}

}  // namespace

Likes read_likes(const RatingsSettings& ratings, std::vector<std::string>& remarks) {
  Ratings source = read_ratings(ratings);
  const std::size_t lines = source.all.size();
  keep_latest(source.all, remarks);
  Likes likes;
  std::uint64_t few = 0;
  for (auto first = source.all.begin(); first != source.all.end();) {
    const auto last =
        std::find_if(first, source.all.end(), [&](const Rating& one) { return one.user != first->user; });
    std::vector<ActionId> liked;
    for (; first != last; ++first)
      if (first->rating >= ratings.liked) liked.emplace_back(first->item);
    if (liked.size() >= ratings.fewest)
      likes.of_user.push_back(std::move(liked));
    else
      ++few;
  }
  likes.items = std::move(source.items);
  remarks.push_back(fmt::format(
      "{} ratings of {} items; {} users like at least {} items (rated {} or more), {} like fewer and are "
      "left out",
      lines, likes.items.names().size(), likes.of_user.size(), ratings.fewest, ratings.liked, few));
  return likes;
}

}  // namespace megabandit
