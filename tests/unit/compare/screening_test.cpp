#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "compare/divergence.hpp"
#include "compare/screening/hub_screen.hpp"
#include "compare/screening/increments.hpp"
#include "compare/screening/knockout.hpp"

namespace megabandit {
namespace {

constexpr double kUnit = 1 / kUnitsPerNat;

CandidateId id(std::uint32_t value) { return CandidateId{value}; }

TEST(Increments, AreTheGatedOnesOfTheSpecificationRoundedDown) {
  const Increments increments(0.5);
  struct Case {
    Decided before, wave;
    std::uint64_t planned;
    double expected;
  };
  for (const Case& c : {Case{{3, 7}, {0, 1}, 1, 0.3515897450}, Case{{0, 0}, {2, 6}, 8, 0.1940221738},
                        Case{{7, 3}, {1, 0}, 1, 0}, Case{{5, 5}, {2, 2}, 4, 0}}) {
    const double units = nats(increments.of_candidate(c.before, c.wave, c.planned));
    EXPECT_LE(units, c.expected + 1e-9);
    EXPECT_GT(units, c.expected - 1e-9 - kUnit);
  }
}

TEST(Increments, ManyComparisonsAreAsFewOnes) {  // on both sides of what is remembered
  const Increments increments(0.5);
  for (std::uint64_t wins : {0U, 20U, 46U, 47U, 48U, 100U})
    for (std::uint64_t losses : {47U, 48U, 49U, 500U}) {
      if (wins >= losses) continue;
      const double expected = log_m1(static_cast<double>(wins), static_cast<double>(losses + 1)) -
                              log_m1(static_cast<double>(wins), static_cast<double>(losses));
      EXPECT_NEAR(nats(increments.of_candidate({wins, losses}, {0, 1}, 1)), expected, 2 * kUnit);
    }
}

TEST(Increments, ABarAboveAHalfIsMissedByWhoWinsAHalf) {
  const Increments increments(0.6);
  EXPECT_GT(increments.of_candidate({50, 50}, {0, 10}, 1), 0);
  EXPECT_EQ(increments.of_candidate({60, 40}, {0, 10}, 1), 0);
}

TEST(Increments, AHubBetsOnlyWhereItIsBehind) {
  const Increments increments(0.5);
  EXPECT_EQ(increments.of_hub({0, 0}, {0, 8}), 0);
  EXPECT_EQ(increments.of_hub({4, 4}, {0, 8}), 0);
  EXPECT_GT(increments.of_hub({3, 5}, {0, 8}), 0);
  EXPECT_LT(increments.of_hub({3, 5}, {8, 0}), 0);
}

// Bets are fair at best: a candidate that wins half of its comparisons gains nothing on the average, rounding
// included.
TEST(Increments, GainNothingAgainstACandidateThatIsAsGood) {
  const Increments increments(0.5);
  for (const Decided before : {Decided{0, 0}, {2, 5}, {1, 9}, {5, 3}}) {
    double mean = 0;
    for (std::uint64_t wins = 0; wins <= 8; ++wins) {
      const double chance = std::exp(std::lgamma(9.0) - std::lgamma(1.0 + static_cast<double>(wins)) -
                                     std::lgamma(9.0 - static_cast<double>(wins)) - 8 * std::log(2.0));
      mean += chance * std::exp(nats(increments.of_candidate(before, {wins, 8 - wins}, 8)));
    }
    EXPECT_LE(mean, 1 + 1e-12);
    EXPECT_GT(mean, 0.5);
  }
}

TEST(Knockout, DrawsDistinctContestantsAndLetsTheBetterGoOn) {
  for (const std::uint64_t candidates : {2U, 15U, 16U, 300U, 10000U}) {
    Knockout knockout(candidates, 5);
    std::size_t levels = 0;
    std::set<std::uint64_t> tickets;
    while (!knockout.over()) {
      std::vector<TurnOutcome> outcomes;
      for (const Turn& match : knockout.matches()) {
        EXPECT_NE(match.candidate, match.opponent);
        EXPECT_LT(match.candidate.value, candidates);
        for (std::uint32_t i = 0; i < match.count; ++i) EXPECT_TRUE(tickets.insert(match.ticket(i)).second);
        outcomes.push_back({match.candidate < match.opponent ? match.count : 0, 0});  // the smaller wins
      }
      knockout.advance(outcomes);
      ++levels;
    }
    EXPECT_LE(levels, 7U);  // of at most 100 contestants
    EXPECT_LT(knockout.winner().value, candidates);
  }
}

TEST(Knockout, GoesOnFromWhatWasSaved) {
  Knockout one(500, 3);
  one.advance(std::vector<TurnOutcome>(one.matches().size(), {3, 1}));
  SavedState state;
  one.save(state);
  Knockout other(500, 4);
  other.load(state);
  ASSERT_EQ(other.matches().size(), one.matches().size());
  for (std::size_t i = 0; i < one.matches().size(); ++i) {
    EXPECT_EQ(other.matches()[i].candidate, one.matches()[i].candidate);
    EXPECT_EQ(other.matches()[i].ticket(0), one.matches()[i].ticket(0));
  }
}

// Candidate 0 is the hub and wins everything.
void play_lost(HubScreen& screen) {
  EvidenceUnits hub = 0;
  for (const Turn& turn : screen.turns()) hub += screen.take(turn, {0, 0});
  screen.add_to_hub(hub);
}

TEST(HubScreen, RefutesWhoLosesAndKeepsTheHub) {
  HubScreen screen({0, 100}, 0.05, 0.5);
  screen.set_hub({id(0), 1.5, {}});
  EXPECT_EQ(screen.turns().size(), 99U);
  EXPECT_EQ(screen.field().comparisons, 99 * 8U);
  play_lost(screen);
  const Field field = screen.field();
  EXPECT_EQ(field.open, 1U);
  EXPECT_EQ(field.open_but_hub, 0U);
  EXPECT_TRUE(field.hub_is_open());
  EXPECT_EQ(field.strongest.candidate, id(0));
  EXPECT_EQ(screen.evidence(id(0)), 0);  // it was never behind
  EXPECT_GE(screen.evidence(id(1)), screen.threshold());
  EXPECT_DOUBLE_EQ(screen.score(id(1)), 1.5 + std::log(0.5 / 8.5));
}

TEST(HubScreen, RefutesAHubThatLoses) {
  HubScreen screen({0, 10}, 0.05, 0.5);
  screen.set_hub({id(0), 0, {}});
  for (int wave = 0; wave < 2; ++wave) {
    EvidenceUnits hub = 0;
    for (const Turn& turn : screen.turns())
      hub += screen.take(turn, {turn.candidate == id(7) ? turn.count : turn.count / 2, 0});
    EXPECT_EQ(hub > 0, wave > 0);  // who was not behind yet does not bet
    screen.add_to_hub(hub);
  }
  EXPECT_FALSE(screen.field().hub_is_open());
  EXPECT_EQ(screen.field().strongest.candidate, id(7));
}

TEST(HubScreen, CountsAgainstANewHubFromNothing) {
  HubScreen screen({0, 10}, 1e-9, 0.5);
  screen.set_hub({id(0), 0, {}});
  for (const Turn& turn : screen.turns()) screen.take(turn, {4, 0});
  screen.set_hub({id(3), 0.5, {}});
  EXPECT_EQ(screen.decided(id(5)).count(), 8U);  // is kept until it plays the new one
  for (const Turn& turn : screen.turns()) {
    EXPECT_EQ(turn.count, 8U);
    EXPECT_EQ(turn.asked, kKnockoutTickets + (turn.candidate == id(0) ? 0U : 8U));
    screen.take(turn, {1, 2});
  }
  EXPECT_EQ(screen.decided(id(5)).wins, 1U);
  EXPECT_EQ(screen.decided(id(5)).losses, 5U);
  EXPECT_DOUBLE_EQ(screen.last_hub(id(5))->score, 0.5);
}

// Parts of any cut say together what one part says of all.
TEST(HubScreen, PartsMergeToTheWhole) {
  const auto filled = [](Range own) {
    HubScreen screen(own, 0.3, 0.5);
    screen.set_hub({id(4), 0, {}});
    for (const Turn& turn : screen.turns()) screen.take(turn, {(turn.candidate.value * 7 + 3) % 9, 0});
    return screen.field();
  };
  const Field whole = filled({0, 30});
  for (const std::vector<std::uint64_t>& cuts :
       {std::vector<std::uint64_t>{0, 30, 30}, {0, 5, 30}, {0, 1, 2, 17, 30}}) {
    Field merged;
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) merged.merge(filled({cuts[i], cuts[i + 1]}));
    EXPECT_EQ(merged.open, whole.open);
    EXPECT_EQ(merged.comparisons, whole.comparisons);
    EXPECT_EQ(merged.strongest.candidate, whole.strongest.candidate);
    EXPECT_EQ(merged.least_refuted.candidate, whole.least_refuted.candidate);
  }
}

}  // namespace
}  // namespace megabandit
