#include "compare/screening/hub_screen.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "compare/screening/knockout.hpp"

namespace megabandit {
namespace {

constexpr std::uint32_t kFirstGames = 8;  // m0 of the specification
constexpr std::uint64_t kGrowth = 2;      // a wave has a half of what was decided before

// Half a win on either side keeps it finite.
double log_odds(Decided d) {
  return std::log((static_cast<double>(d.wins) + 0.5) / (static_cast<double>(d.losses) + 0.5));
}

// Fisher information of the log-odds, N p (1 - p).
double information(Decided d) {
  const double p = (static_cast<double>(d.wins) + 0.5) / (static_cast<double>(d.count()) + 1);
  return static_cast<double>(d.count()) * p * (1 - p);
}

bool stronger(const Prospect& a, const Prospect& b) {
  return a.key != b.key ? a.key > b.key : a.candidate < b.candidate;
}

void keep(Prospect& best, const Prospect& one, bool first) {
  if (first || stronger(one, best)) best = one;
}

template <class Number>
Vector as_vector(const std::vector<Number>& numbers) {
  Vector vector(static_cast<Eigen::Index>(numbers.size()));
  for (std::size_t i = 0; i < numbers.size(); ++i)
    vector[static_cast<Eigen::Index>(i)] = static_cast<double>(numbers[i]);
  return vector;
}

template <class Number>
void restore(std::vector<Number>& numbers, const Vector& vector) {
  for (std::size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = static_cast<Number>(vector[static_cast<Eigen::Index>(i)]);
}

}  // namespace

void Field::merge(const Field& other) {
  if (other.open > 0) keep(strongest, other.strongest, open == 0);
  if (other.open_but_hub > 0) keep(least_refuted, other.least_refuted, open_but_hub == 0);
  open += other.open;
  comparisons += other.comparisons;
  open_but_hub += other.open_but_hub;
}

HubScreen::HubScreen(Range own, double delta, double bar)
    : own_(own),
      threshold_(static_cast<EvidenceUnits>(std::ceil(-std::log(delta) * kUnitsPerNat))),
      increments_(bar),
      evidence_(own.size()),
      wins_(own.size()),
      losses_(own.size()),
      asked_(own.size(), kKnockoutTickets),
      hub_of_(own.size()) {}

void HubScreen::set_hub(const Hub& hub) { hubs_.push_back(hub); }

std::uint32_t HubScreen::planned(CandidateId own) const {
  if (own == hub().candidate || !open(own)) return 0;
  const std::uint64_t before = against_hub(own).count();
  return std::max(kFirstGames, static_cast<std::uint32_t>((before + kGrowth - 1) / kGrowth));
}

std::vector<Turn> HubScreen::turns() const {
  std::vector<Turn> turns;
  for (std::size_t i = 0; i < own_.size(); ++i)
    if (const std::uint32_t count = planned(candidate(i)); count > 0)
      turns.push_back({candidate(i), hub().candidate, asked_[i], count});
  return turns;
}

EvidenceUnits HubScreen::take(const Turn& turn, const TurnOutcome& outcome) {
  const CandidateId own = turn.candidate;
  const std::size_t i = at(own);
  const Decided before = against_hub(own);
  const Decided wave{outcome.wins, turn.count - outcome.wins - outcome.ties};
  const Decided after = before + wave;
  evidence_[i] += increments_.of_candidate(before, wave, turn.count);
  wins_[i] = static_cast<std::uint32_t>(after.wins);
  losses_[i] = static_cast<std::uint32_t>(after.losses);
  hub_of_[i] = static_cast<std::uint32_t>(hubs_.size());
  asked_[i] += turn.count;
  return increments_.of_hub(before.reversed(), wave.reversed());
}

void HubScreen::add_to_hub(EvidenceUnits evidence) {
  if (own_.contains(hub().candidate.value)) evidence_[at(hub().candidate)] += evidence;
}

Field HubScreen::field() const {
  Field field;
  for (std::size_t i = 0; i < own_.size(); ++i) {
    const CandidateId one = candidate(i);
    if (!open(one)) continue;
    const bool is_hub = one == hub().candidate;
    const double its_score = is_hub ? hub().score : score(one);
    Field alone{1,
                planned(one),
                is_hub ? 0U : 1U,
                {score_bound(one), its_score, evidence_[i], one, against_hub(one)},
                {}};
    alone.least_refuted = {-nats(evidence_[i]), its_score, evidence_[i], one, against_hub(one)};
    field.merge(alone);
  }
  return field;
}

const Hub* HubScreen::last_hub(CandidateId own) const {
  const std::uint32_t number = hub_of_[at(own)];
  return number == 0 ? nullptr : &hubs_[number - 1];
}

double HubScreen::score(CandidateId own) const {
  const Hub* hub = last_hub(own);
  return hub == nullptr ? 0 : hub->score + log_odds(decided(own));
}

double HubScreen::standard_error(CandidateId own) const {
  return 1 / std::sqrt(std::max(information(decided(own)), 0.5));
}

double HubScreen::score_bound(CandidateId own) const {
  return own == hub().candidate ? hub().score : score(own) - standard_error(own);
}

std::uint64_t HubScreen::asked(CandidateId own) const { return asked_[at(own)] - kKnockoutTickets; }

void HubScreen::save(SavedState& state) const {
  state.arrays["screen.evidence"] = as_vector(evidence_);
  state.arrays["screen.wins"] = as_vector(wins_);
  state.arrays["screen.losses"] = as_vector(losses_);
  state.arrays["screen.asked"] = as_vector(asked_);
  state.arrays["screen.hub"] = as_vector(hub_of_);
  state.numbers["screen.hubs"] = static_cast<double>(hubs_.size());
  for (std::size_t i = 0; i < hubs_.size(); ++i) {
    state.numbers[fmt::format("screen.hub {} candidate", i)] = hubs_[i].candidate.value;
    state.numbers[fmt::format("screen.hub {} score", i)] = hubs_[i].score;
    state.numbers[fmt::format("screen.hub {} wins", i)] = static_cast<double>(hubs_[i].before.wins);
    state.numbers[fmt::format("screen.hub {} losses", i)] = static_cast<double>(hubs_[i].before.losses);
  }
}

void HubScreen::load(const SavedState& state) {
  restore(evidence_, state.arrays.at("screen.evidence"));
  restore(wins_, state.arrays.at("screen.wins"));
  restore(losses_, state.arrays.at("screen.losses"));
  restore(asked_, state.arrays.at("screen.asked"));
  restore(hub_of_, state.arrays.at("screen.hub"));
  hubs_.resize(static_cast<std::size_t>(state.numbers.at("screen.hubs")));
  for (std::size_t i = 0; i < hubs_.size(); ++i) {
    const auto number = [&](const char* what) {
      return state.numbers.at(fmt::format("screen.hub {} {}", i, what));
    };
    hubs_[i] = {CandidateId{static_cast<std::uint32_t>(number("candidate"))},
                number("score"),
                {static_cast<std::uint64_t>(number("wins")), static_cast<std::uint64_t>(number("losses"))}};
  }
}

}  // namespace megabandit
