#include "compare/stopping/model.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "compare/divergence.hpp"

namespace megabandit {
namespace {

constexpr std::size_t kClosest = 16;  // of which direct comparisons are trusted more than the model

}  // namespace

std::vector<CandidateId> hardest_under_model(const Contest& contest, std::size_t count) {
  if (!contest.structure()) return {};
  std::vector<std::pair<double, CandidateId>> rivals;
  for (std::uint32_t j = 0; j < contest.candidates(); ++j)
    if (CandidateId(j) != contest.leader())
      rivals.emplace_back(contest.structure()->quadratic_ratio(CandidateId(j)), CandidateId(j));
  count = std::min(count, rivals.size());
  std::partial_sort(rivals.begin(), rivals.begin() + static_cast<std::ptrdiff_t>(count), rivals.end());
  std::vector<CandidateId> first;
  for (std::size_t i = 0; i < count; ++i) first.push_back(rivals[i].second);
  return first;
}

bool contradicts_model(const Contest& contest, CandidateId leader, double delta) {
  if (contest.evidence().log_e(leader) >= -std::log(delta)) return true;
  const auto rivals = hardest_under_model(contest, kClosest);
  const double needed = std::log(static_cast<double>(rivals.size()) / delta);
  return std::any_of(rivals.begin(), rivals.end(), [&](CandidateId j) {
    return log_m1(static_cast<double>(contest.counts().wins(leader, j)),
                  static_cast<double>(contest.counts().wins(j, leader))) >= needed;
  });
}

}  // namespace megabandit
