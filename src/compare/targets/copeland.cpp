#include "compare/targets/copeland.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {
namespace {

CandidateId empirical_leader(const PairCounts& counts) {
  CandidateId best{};
  std::uint32_t best_score = 0;
  for (std::uint32_t j = 0; j < counts.candidates(); ++j) {
    std::uint32_t score = 0;  // in halves
    for (std::uint32_t k = 0; k < counts.candidates(); ++k) {
      if (k == j) continue;
      const std::uint64_t wins = counts.wins(CandidateId(j), CandidateId(k));
      const std::uint64_t losses = counts.wins(CandidateId(k), CandidateId(j));
      score += wins > losses ? 2 : wins == losses ? 1 : 0;
    }
    if (score > best_score) best = CandidateId(j), best_score = score;
  }
  return best;
}

}  // namespace

CopelandEvidence::CopelandEvidence(std::uint64_t candidates) : candidates_(candidates) {
  if (candidates > kDenseCandidates)
    throw ConfigError(
        fmt::format("target = \"copeland\" decides every pair, which is made for at most {} candidates, not "
                    "{}: use another "
                    "target or fewer candidates",
                    kDenseCandidates, candidates));
  highest_.assign(candidates * candidates, 0);
}

void CopelandEvidence::observe(const Contest& contest) {
  for (std::uint32_t a = 0; a < candidates_; ++a)
    for (std::uint32_t b = 0; b < candidates_; ++b) {
      if (a == b) continue;
      double& highest = highest_[at(CandidateId(a), CandidateId(b))];
      highest = std::max(highest, contest.evidence().pairwise(CandidateId(a), CandidateId(b)));
    }
  leader_ = empirical_leader(contest.counts());
}

double CopelandEvidence::threshold(double delta) const {
  return std::log(static_cast<double>(candidates_ * (candidates_ - 1)) / delta);
}

// The level up to which `one` is certain to have no lower score than `other`.
double CopelandEvidence::advantage(CandidateId one, CandidateId other) const {
  std::vector<double> decisions;
  for (std::uint32_t k = 0; k < candidates_; ++k) {
    if (k != one.value) decisions.push_back(lost(CandidateId(k), one));
    if (k != other.value) decisions.push_back(lost(other, CandidateId(k)));
  }
  const auto needed = decisions.begin() + static_cast<std::ptrdiff_t>(candidates_ - 2);
  std::ranges::nth_element(decisions, needed, std::greater{});
  return *needed;
}

double CopelandEvidence::against(CandidateId j) const {
  if (j != leader_) return advantage(leader_, j);
  double best = 0;
  for (std::uint32_t k = 0; k < candidates_; ++k)
    if (CandidateId(k) != j) best = std::max(best, advantage(CandidateId(k), j));
  return best;
}

CandidateId CopelandEvidence::least_refuted() const {
  CandidateId least(leader_.value == 0 ? 1 : 0);
  double evidence = advantage(leader_, least);
  for (std::uint32_t j = least.value + 1; j < candidates_; ++j) {
    if (CandidateId(j) == leader_) continue;
    if (const double other = advantage(leader_, CandidateId(j)); other < evidence)
      least = CandidateId(j), evidence = other;
  }
  return least;
}

void CopelandEvidence::save(SavedState& state, const std::string& name) const {
  state.arrays[name] = Vector::Map(highest_.data(), static_cast<Eigen::Index>(highest_.size()));
  state.numbers[name + ".leader"] = leader_.value;
}

void CopelandEvidence::load(const SavedState& state, const std::string& name) {
  const Vector& highest = state.arrays.at(name);
  highest_.assign(highest.begin(), highest.end());
  leader_ = CandidateId(static_cast<std::uint32_t>(state.numbers.at(name + ".leader")));
}

}  // namespace megabandit
