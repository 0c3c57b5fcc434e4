#include "compare/targets/borda.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace megabandit {
namespace {

double log_kt(double wins, double losses) {
  return std::lgamma(wins + 0.5) + std::lgamma(losses + 0.5) - std::lgamma(wins + losses + 1) -
         std::log(std::numbers::pi);
}

/// log of p^wins (1-p)^losses at its highest.
double log_peak(double wins, double losses) {
  const double all = wins + losses;
  const auto part = [all](double count) { return count > 0 ? count * std::log(count / all) : 0.0; };
  return part(wins) + part(losses);
}

double log_peak_not_below(const BordaForm& j, const BordaForm& k) {
  if (j.share() >= k.share()) return log_peak(j.wins, j.losses) + log_peak(k.wins, k.losses);
  return log_peak(j.wins + k.wins, j.losses + k.losses);  // the nearest: both the same
}

}  // namespace

BordaEvidence::BordaEvidence(const Contest& contest) {
  for (std::uint32_t j = 0; j < contest.candidates(); ++j) {
    const double wins = contest.subject_wins(CandidateId(j));
    const double losses = static_cast<double>(contest.subject_comparisons(CandidateId(j))) - wins;
    forms_.push_back({wins, losses, log_kt(wins, losses)});
    if (forms_[j].share() > forms_[leader_.value].share()) leader_ = CandidateId(j);
  }
}

double BordaEvidence::against(CandidateId j) const {
  const BordaForm& tested = forms_[j.value];
  std::vector<double> logs;
  for (std::uint32_t k = 0; k < forms_.size(); ++k)
    if (k != j.value)
      logs.push_back(tested.log_mixture + forms_[k].log_mixture - log_peak_not_below(tested, forms_[k]));
  const double highest = *std::ranges::max_element(logs);
  double sum = 0;
  for (const double one : logs) sum += std::exp(one - highest);
  return highest + std::log(sum / static_cast<double>(logs.size()));
}

CandidateId BordaEvidence::least_refuted() const {
  CandidateId least(leader_.value == 0 ? 1 : 0);
  double evidence = against(least);
  for (std::uint32_t j = least.value + 1; j < forms_.size(); ++j) {
    if (CandidateId(j) == leader_) continue;
    if (const double other = against(CandidateId(j)); other < evidence)
      least = CandidateId(j), evidence = other;
  }
  return least;
}

}  // namespace megabandit
