// Whatever the rules: who goes on from what was saved goes on as who never stopped, to the last bit.

#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "compare/procedure.hpp"
#include "instances.hpp"
#include "scored_instances.hpp"

namespace megabandit {
namespace {

struct Rules {
  Target target;
  Alternatives alternatives;
  std::string rule, stop;
};

CompareSettings settings_of(const Rules& rules, std::uint64_t wave) {
  CompareSettings settings;
  settings.target = rules.target;
  settings.alternatives = rules.alternatives;
  settings.rule = rules.rule;
  settings.stop = rules.stop;
  settings.wave = wave;
  settings.ahead = 1;
  settings.budget = 600;
  return settings;
}

/// A procedure that chooses its waves one ahead, on candidates with scores, under a judge with ties.
class Course {
 public:
  Course(const ScoredInstance& instance, const CompareSettings& settings)
      : settings_(settings),
        preferences_(preferences_of(instance)),
        procedure_(make_procedure(static_cast<std::uint64_t>(instance.features.rows()), instance.features,
                                  settings)) {}

  /// @return whether there was anything left to compare
  bool wave() {
    choose();
    if (waves_.empty()) return false;
    const Wave wave = waves_.front();
    waves_.erase(waves_.begin());
    const auto totals = outcomes(wave);
    procedure_.contest.observe(wave, totals);
    procedure_.stop->observe(procedure_.contest, wave, totals);
    return true;
  }

  SavedState saved() const {
    SavedState state;
    procedure_.contest.save(state);
    procedure_.rule->save(state);
    procedure_.stop->save(state);
    return state;
  }
  void go_on_from(const Course& other) {
    const SavedState state = other.saved();
    procedure_.contest.load(state);
    procedure_.rule->load(state);
    procedure_.stop->load(state);
    waves_ = other.waves_;
  }

  void expect_equal(const Course& other) const {
    const SavedState one = saved(), its = other.saved();
    EXPECT_EQ(one.numbers, its.numbers);
    EXPECT_EQ(one.arrays, its.arrays);
    const Standing now = standing(), then = other.standing();
    EXPECT_EQ(now.status, then.status);
    EXPECT_EQ(now.leader, then.leader);
    EXPECT_EQ(now.rival, then.rival);
    EXPECT_EQ(now.statistic, then.statistic);
    EXPECT_EQ(now.threshold, then.threshold);
    EXPECT_EQ(procedure_.rule->answer(procedure_.contest),
              other.procedure_.rule->answer(other.procedure_.contest));
    for (std::uint32_t j = 0; j < procedure_.contest.candidates(); ++j)
      EXPECT_EQ(procedure_.stop->against(procedure_.contest, CandidateId(j)),
                other.procedure_.stop->against(other.procedure_.contest, CandidateId(j)));
  }

  std::uint64_t comparisons() const { return procedure_.contest.comparisons(); }

 private:
  static instances::Preferences preferences_of(const ScoredInstance& instance) {
    const Vector scores = instance.features * instance.coefficients;
    return instances::of_scores({scores.begin(), scores.end()});
  }

  Standing standing() const { return procedure_.stop->standing(procedure_.contest, settings_.delta); }

  void choose() {
    while (waves_.size() <= settings_.ahead && !procedure_.rule->exhausted(procedure_.contest)) {
      std::uint64_t before = comparisons();
      for (const Wave& wave : waves_) before += wave.comparisons();
      const std::uint64_t size = wave_size(settings_, before);
      if (size == 0) return;
      Wave wave = choose_wave(*procedure_.rule, procedure_.contest, 5, size, waves_);
      if (wave.planned.empty()) return;
      waves_.push_back(std::move(wave));
    }
  }

  // One in six is a tie.
  std::vector<PairTotals> outcomes(const Wave& wave) const {
    std::vector<PairTotals> totals(wave.planned.size());
    std::uint64_t ticket = wave.first_ticket;
    for (std::size_t i = 0; i < totals.size(); ++i)
      for (std::uint32_t k = 0; k < wave.planned[i].count; ++k, ++ticket)
        totals[i].add(ticket % 6 == 0 ? Outcome::tie
                                      : instances::outcome(preferences_, wave.planned[i].pair, 5, ticket));
    return totals;
  }

  CompareSettings settings_;
  instances::Preferences preferences_;
  Procedure procedure_;
  std::vector<Wave> waves_;  // under way
};

std::vector<Rules> all_rules() {
  std::vector<Rules> all;
  for (const SamplingRuleKind& kind : sampling_rule_kinds())
    for (const Target target : kind.targets)
      all.push_back({target, Alternatives::winner, kind.choice.name, "auto"});
  for (const StoppingRuleKind& kind : stopping_rule_kinds())
    for (const Target target : kind.targets)
      all.push_back({target, kind.alternatives, "auto", kind.choice.name});
  return all;
}

ScoredInstance candidates(int number) {
  ScoredInstance some;
  some.features.resize(number, 2);
  for (int j = 0; j < number; ++j) some.features.row(j) << std::cos(j), std::sin(j);
  some.coefficients.resize(2);
  some.coefficients << 0.8, -0.4;
  return some;
}

class EveryProcedure : public testing::TestWithParam<Rules> {};

TEST_P(EveryProcedure, GoesOnAsIfItHadNeverStopped) {
  for (const int number : {2, 6})
    for (const int cut : {1, 4, 20}) {
      SCOPED_TRACE(fmt::format("{} candidates, stopped after {} waves", number, cut));
      const CompareSettings settings = settings_of(GetParam(), 9);
      Course straight(candidates(number), settings), resumed(candidates(number), settings);
      for (int i = 0; i < cut; ++i) straight.wave();
      resumed.go_on_from(straight);
      for (int i = 0; i < 25; ++i) {
        ASSERT_EQ(straight.wave(), resumed.wave());
        straight.expect_equal(resumed);
        if (HasFailure()) return;
      }
    }
}

// A wave larger than all that may be asked.
TEST_P(EveryProcedure, AsksForNoMoreThanTheBudget) {
  for (const int number : {2, 6}) {
    Course run(candidates(number), settings_of(GetParam(), 1000));
    while (run.wave()) {
    }
    EXPECT_GT(run.comparisons(), 0);
    EXPECT_LE(run.comparisons(), 600);
  }
}

INSTANTIATE_TEST_SUITE_P(All, EveryProcedure, testing::ValuesIn(all_rules()), [](const auto& one) {
  std::string name =
      fmt::format("{}_{}_{}_{}", one.index, name_of(one.param.target), one.param.rule, one.param.stop);
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace megabandit
