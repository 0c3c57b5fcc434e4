#include "compare/linear/pair_strips.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "compare/bradley_terry/logistic.hpp"

namespace megabandit {
namespace {

constexpr std::size_t kStrips = 1024;

std::size_t strip_of(double score) {
  const double strip = std::floor(score / PairStrips::kWidth) + kStrips / 2;
  return static_cast<std::size_t>(std::clamp(strip, 0.0, static_cast<double>(kStrips - 1)));
}

struct Telling {
  double information = 0;
  Pair pair;
};

bool tells_more(const Telling& one, const Telling& other) {
  return std::tuple(-one.information, one.pair) < std::tuple(-other.information, other.pair);
}

std::vector<Telling> best_of(const std::vector<SeenAlong>& ends, std::size_t count) {
  std::vector<Telling> best;
  for (std::size_t i = 0; i < ends.size(); ++i)
    for (std::size_t j = i + 1; j < ends.size(); ++j) {
      if (ends[i].candidate == ends[j].candidate) continue;
      const double p = win_probability(ends[i].score - ends[j].score);
      const double apart = ends[i].product - ends[j].product;
      const Telling one{p * (1 - p) * apart * apart, pair_of(ends[i].candidate, ends[j].candidate)};
      const auto same = [&](const Telling& other) { return other.pair == one.pair; };
      if (one.information <= 0 || std::ranges::any_of(best, same)) continue;
      if (best.size() == count && !tells_more(one, best.back())) continue;
      best.insert(std::ranges::upper_bound(best, one, tells_more), one);
      if (best.size() > count) best.pop_back();
    }
  return best;
}

}  // namespace

PairStrips::PairStrips(std::size_t directions) : directions_(directions), ends_(kStrips * directions) {}

void PairStrips::add(CandidateId candidate, double score, std::span<const double> products) {
  Ends* ends = &ends_[strip_of(score) * directions_];
  for (std::size_t i = 0; i < directions_; ++i) {
    const End here{products[i], score, candidate};
    if (!ends[i].any || here.product < ends[i].lower.product) ends[i].lower = here;
    if (!ends[i].any || here.product > ends[i].upper.product) ends[i].upper = here;
    ends[i].any = true;
  }
}

std::vector<SeenAlong> PairStrips::ends() const {
  std::vector<SeenAlong> all;
  for (std::size_t direction = 0; direction < directions_; ++direction)
    for (std::size_t strip = 0; strip < kStrips; ++strip) {
      const Ends& ends = ends_[strip * directions_ + direction];
      if (!ends.any) continue;
      for (const End& end : {ends.lower, ends.upper})
        all.push_back({static_cast<std::uint32_t>(direction), end.candidate, end.score, end.product});
    }
  return all;
}

std::vector<Pair> most_telling(std::span<const SeenAlong> ends, std::size_t directions, std::size_t count) {
  std::set<Pair> pairs;
  for (std::size_t direction = 0; direction < directions; ++direction) {
    PairStrips merged(1);  // by rank and hence by candidate: as if one rank had seen all
    for (const SeenAlong& end : ends)
      if (end.direction == direction) merged.add(end.candidate, end.score, std::span(&end.product, 1));
    for (const Telling& one : best_of(merged.ends(), count)) pairs.insert(one.pair);
  }
  return {pairs.begin(), pairs.end()};
}

}  // namespace megabandit
