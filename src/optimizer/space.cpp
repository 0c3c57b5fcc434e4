#include "optimizer/space.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.hpp"
#include "comm/collect.hpp"

namespace megabandit {
namespace {

Eigen::Index index(std::uint64_t n) { return static_cast<Eigen::Index>(n); }

double largest(const Vector& a) {
  if (a.size() == 0) return 0;
  const double size = a.lpNorm<Eigen::Infinity>();
  return a.allFinite() ? size : std::numeric_limits<double>::infinity();
}

}  // namespace

Space::Space(std::uint64_t common, std::uint64_t run, Communicator* group)
    : common_(common), run_(run), group_(group) {
  MEGABANDIT_CHECK(cheap, run > 0, "parameters are added up in runs of {}", run);
}

double Space::dot(const Vector& a, const Vector& b) const {
  const auto all = static_cast<std::uint64_t>(a.size()), common = std::min(common_, all);
  std::vector<double> runs;
  for (std::uint64_t first = common; first < all; first += run_) {
    const Eigen::Index count = index(std::min(run_, all - first));
    runs.push_back(a.segment(index(first), count).dot(b.segment(index(first), count)));
  }
  if (group_) runs = all_gather_values<double>(*group_, runs);
  double total = a.head(index(common)).dot(b.head(index(common)));
  for (const double run : runs) total += run;
  return total;
}

double Space::norm(const Vector& a) const { return std::sqrt(squared_norm(a)); }

double Space::max_abs(const Vector& a) const { return group_ ? max_value(*group_, largest(a)) : largest(a); }

std::uint64_t Space::size(std::uint64_t here) const {
  if (!group_) return here;
  const auto cut = static_cast<std::int64_t>(here - common_);
  return common_ + static_cast<std::uint64_t>(sum_value(*group_, cut));
}

const Space& whole_space() {
  static const Space space;
  return space;
}

}  // namespace megabandit
