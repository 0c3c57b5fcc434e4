#include "identify/study/simulate_contest.hpp"

#include <algorithm>

#include "compare/contest/choose_wave.hpp"
#include "compare/procedure.hpp"
#include "compare/sampling/table.hpp"
#include "compare/stopping/table.hpp"

namespace megabandit {
namespace {

constexpr int kTicketsOfRepeat = 40;  // log2

// The settings whose contest has all that the rule and any of the stopping rules need.
const CompareSettings& most_demanding(const StudyArm& arm) {
  for (const CompareSettings& stop : arm.stops)
    if (stopping_rule_kind(stop).needs_structure) return stop;
  return arm.stops.front();
}

class Simulation {
 public:
  Simulation(Judge& judge, const StudyArm& arm, std::span<const std::uint64_t> budgets, std::uint64_t seed,
             std::uint64_t repeat)
      : judge_(judge),
        arm_(arm),
        budgets_(budgets),
        seed_(seed + repeat),
        first_ticket_(repeat << kTicketsOfRepeat),
        contest_(make_contest(judge.candidates(), judge.features(), most_demanding(arm))),
        rule_(make_sampling_rule(judge.candidates(), arm.settings)),
        crossed_(arm.stops.size(), 0) {
    for (const CompareSettings& stop : arm.stops)
      stops_.push_back(make_stopping_rule(judge.candidates(), stop));
    trace_.finishes.resize(arm.stops.size() * arm.deltas.size());
  }

  Trace run() {
    watch();
    while (!over() && wave()) watch();
    if (rule_->exhausted(contest_)) trace_.own_end = finish(Status::converged, rule_->answer(contest_));
    const CandidateId last = trace_.own_end ? trace_.own_end->answer : leader_;
    trace_.leaders.resize(budgets_.size(), last);
    return std::move(trace_);
  }

 private:
  Finish finish(Status status, CandidateId answer) const { return {status, answer, contest_.comparisons()}; }

  // Deltas descend: who is not done at one is not done at those after it.
  void watch() {
    for (std::size_t s = 0; s < stops_.size(); ++s)
      while (crossed_[s] < arm_.deltas.size()) {
        const Standing now = stops_[s]->standing(contest_, arm_.deltas[crossed_[s]]);
        const auto row = trace_.finishes.begin() + static_cast<std::ptrdiff_t>(s * arm_.deltas.size());
        std::fill(row + static_cast<std::ptrdiff_t>(crossed_[s]),
                  row + static_cast<std::ptrdiff_t>(arm_.deltas.size()), finish(now.status, now.leader));
        if (s == 0) leader_ = now.leader;
        if (now.status == Status::open) break;
        ++crossed_[s];
      }
  }

  bool over() const {
    for (const std::size_t crossed : crossed_)
      if (crossed < arm_.deltas.size()) return false;
    return !arm_.ends_itself;
  }

  bool wave() {
    const std::uint64_t size = wave_size(arm_.settings, contest_.comparisons());
    if (size == 0) return false;
    const Wave wave = choose_wave(*rule_, contest_, seed_, size, {});
    if (wave.planned.empty()) return false;
    lead_up_to(contest_.comparisons() + wave.comparisons());
    const std::vector<PairTotals> totals = played(wave);
    contest_.observe(wave, totals);
    for (const auto& stop : stops_) stop->observe(contest_, wave, totals);
    return true;
  }

  // Budgets below `comparisons` end with what is known now.
  void lead_up_to(std::uint64_t comparisons) {
    while (trace_.leaders.size() < budgets_.size() && budgets_[trace_.leaders.size()] < comparisons)
      trace_.leaders.push_back(leader_);
  }

  std::vector<PairTotals> played(const Wave& wave) {
    std::vector<Question> questions;
    for (const Planned& some : wave.planned)
      for (std::uint32_t i = 0; i < some.count; ++i)
        questions.push_back({first_ticket_ + wave.first_ticket + questions.size(), some.pair});
    judge_.ask(questions);
    const std::vector<Outcome> outcomes = judge_.outcomes(questions.size());
    std::vector<PairTotals> totals(wave.planned.size());
    std::size_t next = 0;
    for (std::size_t i = 0; i < totals.size(); ++i)
      for (std::uint32_t k = 0; k < wave.planned[i].count; ++k) totals[i].add(outcomes[next++]);
    return totals;
  }

  Judge& judge_;
  const StudyArm& arm_;
  std::span<const std::uint64_t> budgets_;
  std::uint64_t seed_, first_ticket_;
  Contest contest_;
  std::unique_ptr<SamplingRule> rule_;
  std::vector<std::unique_ptr<StoppingRule>> stops_;
  std::vector<std::size_t> crossed_;  // deltas, of each stopping rule
  CandidateId leader_{};
  Trace trace_;
};

}  // namespace

Trace simulate_contest(Judge& judge, const StudyArm& arm, std::span<const std::uint64_t> budgets,
                       std::uint64_t seed, std::uint64_t repeat) {
  return Simulation(judge, arm, budgets, seed, repeat).run();
}

}  // namespace megabandit
