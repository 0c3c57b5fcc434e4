#include "identify/screening/turn_player.hpp"

#include <algorithm>

namespace megabandit {
namespace {

constexpr std::size_t kBatch = 32768;  // questions; two batches are under way

}  // namespace

std::uint64_t comparisons_of(std::span<const Turn> turns) {
  std::uint64_t comparisons = 0;
  for (const Turn& turn : turns) comparisons += turn.count;
  return comparisons;
}

TurnsPart part_of(std::span<const Turn> turns, Range own) {
  TurnsPart part;
  std::uint64_t first = 0;  // number of the turn's first comparison
  for (std::size_t i = 0; i < turns.size(); ++i) {
    const Range all{first, first + turns[i].count};
    const Range here{std::max(all.first, own.first), std::min(all.last, own.last)};
    first = all.last;
    if (here.first >= here.last) continue;
    if (part.turns.empty()) part.first = i;
    part.turns.push_back({turns[i].candidate, turns[i].opponent,
                          turns[i].asked + static_cast<std::uint32_t>(here.first - all.first),
                          static_cast<std::uint32_t>(here.size())});
  }
  return part;
}

void TurnPlayer::Place::step(std::span<const Turn> turns) {
  if (++game < turns[turn].count) return;
  ++turn;
  game = 0;
}

void TurnPlayer::ask(std::span<const Turn> turns, Judge& judge) {
  std::vector<Question> questions;
  for (; questions.size() < kBatch && asked_.turn < turns.size(); asked_.step(turns)) {
    const Turn& turn = turns[asked_.turn];
    questions.push_back({turn.ticket(asked_.game), pair_of(turn.candidate, turn.opponent)});
  }
  judge.ask(questions);
  under_way_ += questions.size();
}

void TurnPlayer::count(std::span<const Turn> turns, std::span<const Outcome> answers) {
  for (const Outcome answer : answers) {
    const Turn& turn = turns[answered_.turn];
    const Outcome win = turn.candidate < turn.opponent ? Outcome::a : Outcome::b;
    TurnOutcome& outcome = outcomes_[answered_.turn];
    outcome.wins += answer == win ? 1 : 0;
    outcome.ties += answer == Outcome::tie ? 1 : 0;
    answered_.step(turns);
  }
  under_way_ -= answers.size();
}

bool TurnPlayer::play(std::span<const Turn> turns, Judge& judge, std::chrono::milliseconds patience) {
  outcomes_.resize(turns.size());
  for (;;) {
    while (under_way_ <= kBatch && asked_.turn < turns.size()) ask(turns, judge);
    if (under_way_ == 0) return true;
    const std::size_t batch = std::min(under_way_, kBatch);
    if (!judge.wait(batch, patience)) return false;
    count(turns, judge.outcomes(batch));
  }
}

}  // namespace megabandit
