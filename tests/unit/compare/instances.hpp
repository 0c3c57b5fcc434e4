#pragma once
// Preferences whose optimal proportions are known (LLM-PO specification 7.1), and contests on them.

#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "compare/contest/choose_wave.hpp"
#include "compare/sampling/table.hpp"
#include "compare/stopping/table.hpp"

namespace megabandit::instances {

using Preferences = RowMatrix<double>;

inline Preferences of_scores(const std::vector<double>& scores) {
  const auto size = static_cast<Eigen::Index>(scores.size());
  Preferences preferences(size, size);
  for (Eigen::Index a = 0; a < size; ++a)
    for (Eigen::Index b = 0; b < size; ++b)
      preferences(a, b) =
          1 / (1 + std::exp(scores[static_cast<std::size_t>(b)] - scores[static_cast<std::size_t>(a)]));
  return preferences;
}

/// Scores 0, -gap, -2 gap, ...
inline Preferences ladder(int size, double gap) {
  std::vector<double> scores;
  for (int i = 0; i < size; ++i) scores.push_back(-gap * i);
  return of_scores(scores);
}

inline Preferences u1() { return ladder(5, 0.5); }
inline Preferences u2() { return ladder(10, 0.2); }
inline Preferences u3() { return ladder(20, 0.2); }
inline Preferences u6() { return ladder(16, 0.2); }
inline Preferences u5() { return of_scores({0.2, 0, 0, 0, 0}); }
/// Not transitive: those behind the best beat each other in a circle, and clearly.
inline Preferences u4() {
  Preferences preferences(5, 5);
  preferences << .5, .55, .55, .55, .55, .45, .5, .85, .6, .15, .45, .15, .5, .85, .6, .45, .4, .15, .5, .85,
      .45, .85, .4, .15, .5;
  return preferences;
}
inline Preferences rock_paper_scissors(double share) {
  Preferences preferences(3, 3);
  preferences << .5, share, 1 - share, 1 - share, .5, share, share, 1 - share, .5;
  return preferences;
}

struct Ending {
  Standing standing;
  std::uint64_t comparisons = 0;
};

inline Outcome outcome(const Preferences& preferences, Pair pair, std::uint64_t seed, std::uint64_t ticket) {
  const bool won = uniform({seed, Stream::judgement, 0, ticket}) < preferences(pair.a.value, pair.b.value);
  return won ? Outcome::a : Outcome::b;
}

inline std::vector<PairTotals> outcomes(const Preferences& preferences, const Wave& wave,
                                        std::uint64_t seed) {
  std::vector<PairTotals> totals(wave.planned.size());
  std::uint64_t ticket = wave.first_ticket;
  for (std::size_t i = 0; i < totals.size(); ++i)
    for (std::uint32_t k = 0; k < wave.planned[i].count; ++k)
      totals[i].add(outcome(preferences, wave.planned[i].pair, seed, ticket++));
  return totals;
}

/// A contest on known preferences, one wave after the other until its stopping rule ends it.
class Simulation {
 public:
  Simulation(Preferences preferences, const CompareSettings& settings, std::uint64_t seed,
             std::unique_ptr<BradleyTerry> structure = nullptr)
      : preferences_(std::move(preferences)),
        settings_(settings),
        seed_(seed),
        contest_(static_cast<std::uint64_t>(preferences_.rows()), settings.epsilon, std::move(structure)),
        rule_(make_sampling_rule(contest_.candidates(), settings)),
        stop_(make_stopping_rule(contest_.candidates(), settings)) {}

  Contest& contest() { return contest_; }
  SamplingRule& rule() { return *rule_; }
  Standing standing() const { return stop_->standing(contest_, settings_.delta); }

  /// @return whether there was anything left to compare
  bool wave() {
    const std::uint64_t size = wave_size(settings_, contest_.comparisons());
    if (size == 0) return false;
    const Wave wave = choose_wave(*rule_, contest_, seed_, size, {});
    const auto totals = outcomes(preferences_, wave, seed_);
    contest_.observe(wave, totals);
    stop_->observe(contest_, wave, totals);
    return true;
  }
  Ending run() {
    while (standing().status == Status::open && wave()) {
    }
    return {standing(), contest_.comparisons()};
  }

 private:
  Preferences preferences_;
  CompareSettings settings_;
  std::uint64_t seed_;
  Contest contest_;
  std::unique_ptr<SamplingRule> rule_;
  std::unique_ptr<StoppingRule> stop_;
};

inline CompareSettings one_at_a_time(const std::string& rule, const std::string& stop, double delta) {
  CompareSettings settings;
  settings.rule = rule;
  settings.stop = stop;
  settings.delta = delta;
  settings.wave = 1;
  settings.budget = 40'000;
  return settings;
}

/// What many contests needed.
struct Summary {
  double mean = 0, error = 0;  ///< comparisons, and the standard error of the mean
  double wrong = 0;            ///< share of answers that are not candidate 0
  double capped = 0;           ///< share that used up the budget
};

inline Summary repeat(const Preferences& preferences, const CompareSettings& settings, int runs) {
  Summary summary;
  double squares = 0;
  for (int seed = 0; seed < runs; ++seed) {
    const Ending ending = Simulation(preferences, settings, static_cast<std::uint64_t>(seed)).run();
    const auto comparisons = static_cast<double>(ending.comparisons);
    summary.mean += comparisons / runs;
    squares += comparisons * comparisons / runs;
    summary.wrong += (ending.standing.leader.value != 0) / static_cast<double>(runs);
    summary.capped += (ending.standing.status == Status::open) / static_cast<double>(runs);
  }
  summary.error = std::sqrt((squares - summary.mean * summary.mean) / runs);
  return summary;
}

}  // namespace megabandit::instances
