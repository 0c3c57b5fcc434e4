#include "compare/screening/increments.hpp"

#include <algorithm>
#include <cmath>

#include "compare/divergence.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kSmall = 48;
constexpr std::uint64_t kFresh = 8;  // comparisons that may outweigh none

// log(1/2 + exp(gain)/2), without overflow.
double half_bet(double gain) {
  return gain > 0 ? gain + std::log(0.5 + 0.5 * std::exp(-gain)) : std::log(0.5 + 0.5 * std::exp(gain));
}

EvidenceUnits rounded_down(double gain) {
  return static_cast<EvidenceUnits>(std::floor(gain * kUnitsPerNat));
}

}  // namespace

Increments::Increments(double bar) : bar_(bar), small_(kSmall * kSmall) {
  for (std::uint64_t wins = 0; wins < kSmall; ++wins)
    for (std::uint64_t losses = 0; losses < kSmall; ++losses)
      small_[wins * kSmall + losses] = log_m1(static_cast<double>(wins), static_cast<double>(losses), bar);
}

double Increments::log_m1_of(Decided totals) const {
  if (totals.wins < kSmall && totals.losses < kSmall) return small_[totals.wins * kSmall + totals.losses];
  return log_m1(static_cast<double>(totals.wins), static_cast<double>(totals.losses), bar_);
}

bool Increments::behind(Decided totals) const {
  return static_cast<double>(totals.wins) * (1 - bar_) < static_cast<double>(totals.losses) * bar_;
}

EvidenceUnits Increments::of_candidate(Decided before, Decided wave, std::uint64_t planned) const {
  if (wave.count() == 0) return 0;
  if (behind(before)) return rounded_down(gain(before, wave));
  if (planned < std::max(kFresh, before.count())) return 0;
  return rounded_down(half_bet(gain(before, wave)));
}

EvidenceUnits Increments::of_hub(Decided before, Decided wave) const {
  if (wave.count() == 0 || !behind(before)) return 0;
  return rounded_down(gain(before, wave));
}

}  // namespace megabandit
