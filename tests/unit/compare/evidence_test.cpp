// Evidence against candidates: reference values, and the law that makes it evidence (LLM-PO specification
// 4.2, 7.2, A3, A7).

#include "compare/contest/evidence.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace megabandit {
namespace {

constexpr CandidateId kOne{0}, kOther{1};
constexpr Pair kPair{kOne, kOther};

/// What a wave adds to the product against the first of two candidates.
double increment(const PairTotals& before, const PairTotals& wave, double bar = 0.5) {
  PairCounts counts(2);
  Evidence evidence(2, bar);
  evidence.observe(kPair, {}, before);
  counts.add(kPair, before);
  evidence.end_wave(counts);
  const double earlier = evidence.product(kOne);
  evidence.observe(kPair, before, wave);
  counts.add(kPair, wave);
  evidence.end_wave(counts);
  return evidence.product(kOne) - earlier;
}

TEST(Evidence, BetsAgainstWhoIsBehindAndHalfOnFreshPairsOfLargeWaves) {
  EXPECT_NEAR(increment({3, 7, 0}, {0, 1, 0}), 0.3515897450, 1e-9);
  EXPECT_NEAR(increment({0, 0, 0}, {2, 6, 0}), 0.1940221738, 1e-9);
  EXPECT_EQ(increment({7, 3, 0}, {0, 1, 0}), 0);
  EXPECT_EQ(increment({5, 5, 0}, {1, 3, 0}), 0);
}

double binomial(int n, int k) {
  return std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1));
}

// Whatever was seen before, what comes is worth its stake at most where wins have probability `bar` or more.
TEST(Evidence, DoesNotGrowOnAverageAgainstTheBest) {
  for (const double bar : {0.5, 0.6})
    for (const double win : {bar, 0.65, 0.9})
      for (std::uint64_t won = 0; won <= 20; won += bar == 0.5 ? 1 : 4)
        for (std::uint64_t lost = 0; lost <= 20; lost += bar == 0.5 ? 1 : 4)
          for (const int count : {1, 3, 8}) {
            double mean = 0;
            for (int wins = 0; wins <= count; ++wins) {
              const PairTotals wave{static_cast<std::uint64_t>(wins),
                                    static_cast<std::uint64_t>(count - wins), 0};
              mean += binomial(count, wins) * std::pow(win, wins) * std::pow(1 - win, count - wins) *
                      std::exp(increment({won, lost, 0}, wave, bar));
            }
            EXPECT_LE(mean, 1 + 1e-12) << won << ' ' << lost << ' ' << count << ' ' << win << ' ' << bar;
          }
}

TEST(Evidence, AveragesOverOpponents) {
  PairCounts counts(4);
  Evidence evidence(4, 0.5);
  const PairTotals first{2, 9, 0}, second{0, 4, 0};
  evidence.observe({kOne, kOther}, {}, first);
  evidence.observe({kOne, CandidateId(2)}, {}, second);
  counts.add({kOne, kOther}, first);
  counts.add({kOne, CandidateId(2)}, second);
  evidence.end_wave(counts);
  const double average = std::log((std::exp(log_m1(2, 9)) + std::exp(log_m1(0, 4)) + 1) / 3);
  EXPECT_NEAR(evidence.average(kOne), average, 1e-14);
  EXPECT_NEAR(evidence.log_e(kOne), std::log((std::exp(evidence.product(kOne)) + std::exp(average)) / 2),
              1e-14);
  EXPECT_EQ(evidence.pairwise(kOne, kOther), log_m1(2, 9));
  EXPECT_EQ(evidence.pairwise(kOther, kOne), log_m1(9, 2));
  EXPECT_EQ(evidence.average(CandidateId(3)), 0);
}

TEST(Evidence, StaysFiniteForMillionsOfComparisons) {
  PairCounts counts(2);
  Evidence evidence(2, 0.5);
  for (std::uint64_t i = 0; i < 3; ++i) {
    const PairTotals before = counts.totals(kPair), wave{1000, 2'000'000, 0};
    evidence.observe(kPair, before, wave);
    counts.add(kPair, wave);
    evidence.end_wave(counts);
  }
  EXPECT_NEAR(evidence.average(kOne), log_m1(3000, 6e6), 1e-6);
  EXPECT_TRUE(std::isfinite(evidence.log_e(kOne)));
  EXPECT_TRUE(std::isfinite(evidence.log_e(kOther)));
}

// Comparisons that end in a tie, whether in waves of their own or among others, of pairs that were decided
// before or not.
TEST(Evidence, IsUnchangedByTiesToTheLastBit) {
  const Pair pairs[] = {
      {kOne, kOther}, {kOne, CandidateId(2)}, {kOther, CandidateId(2)}, {kOne, CandidateId(3)}};
  PairCounts plain_counts(5), tied_counts(5);
  Evidence plain(5, 0.5), tied(5, 0.5);
  for (std::uint64_t wave = 0; wave < 40; ++wave) {
    for (std::uint64_t p = 0; p < 4; ++p) {
      const PairTotals some{(wave * 7 + p * 3) % 4, (wave * 5 + p) % 6, 0};
      PairTotals with_ties = some;
      with_ties.ties = (wave + p) % 3 * 4;
      plain.observe(pairs[p], plain_counts.totals(pairs[p]), some);
      tied.observe(pairs[p], tied_counts.totals(pairs[p]), with_ties);
      plain_counts.add(pairs[p], some);
      tied_counts.add(pairs[p], with_ties);
    }
    tied.observe({kOther, CandidateId(4)}, tied_counts.totals({kOther, CandidateId(4)}), {0, 0, 2});
    tied_counts.add({kOther, CandidateId(4)}, {0, 0, 2});
    plain.end_wave(plain_counts);
    tied.end_wave(tied_counts);
    for (std::uint32_t j = 0; j < 5; ++j) {
      EXPECT_EQ(plain.product(CandidateId(j)), tied.product(CandidateId(j)));
      EXPECT_EQ(plain.average(CandidateId(j)), tied.average(CandidateId(j)));
      EXPECT_EQ(plain.log_e(CandidateId(j)), tied.log_e(CandidateId(j)));
    }
  }
}

}  // namespace
}  // namespace megabandit
