#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "compare/sampling/baselines/baselines.hpp"
#include "compare/sampling/baselines/subject_plays.hpp"
#include "compare/sampling/draws.hpp"
#include "compare/sampling/kept.hpp"

namespace megabandit::sampling::baselines {
namespace {

class SequentialHalving final : public SamplingRule {
 public:
  SequentialHalving(std::uint64_t candidates, std::uint64_t comparisons)
      : comparisons_(comparisons),
        stages_(static_cast<std::uint64_t>(std::bit_width(candidates - 1))),
        chosen_(candidates) {
    if (comparisons < candidates * stages_)
      throw ConfigError(
          fmt::format("sequential-halving of {} candidates needs {} comparisons at least (one each in {} "
                      "stages), not {}: "
                      "raise its parameter comparisons or compare.budget",
                      candidates, candidates * stages_, stages_, comparisons));
    for (std::uint32_t j = 0; j < candidates; ++j) stage_.survivors.push_back(CandidateId(j));
    stage_.wins_before.assign(candidates, 0);
    stage_.plays_before.assign(candidates, 0);
  }

  void begin_wave(const Contest& contest, std::uint64_t) override {
    chosen_.begin_wave();
    stage_ = settled(contest);
  }

  /// The next stage needs all outcomes of this one.
  bool waits(const Draft& draft) override {
    chosen_.see(draft);
    return expected_plays(draft.contest, stage_.survivors[least_played(draft.contest)]) >= quota(stage_);
  }

  Choosing next(const Draft& draft) override {
    chosen_.see(draft);
    const std::size_t turn = least_played(draft.contest);
    const CandidateId subject = stage_.survivors[turn];
    const std::uint64_t other = Draws(draft).below(stage_.survivors.size() - 1);
    const CandidateId opponent = stage_.survivors[other < turn ? other : other + 1];
    return {pair_of(subject, opponent), subject};
  }

  bool exhausted(const Contest& contest) const override { return settled(contest).survivors.size() == 1; }
  CandidateId answer(const Contest& contest) const override {
    const Stage now = settled(contest);
    return *std::ranges::max_element(now.survivors, {},
                                     [&](CandidateId j) { return share(now, contest, j); });
  }

  void save(SavedState& state) const override {
    std::vector<std::uint32_t> survivors;
    for (const CandidateId j : stage_.survivors) survivors.push_back(j.value);
    state.arrays["rule.survivors"] = as_array(survivors);
    state.arrays["rule.wins_before"] = as_array(stage_.wins_before);
    state.arrays["rule.plays_before"] = as_array(stage_.plays_before);
  }
  void load(const SavedState& state) override {
    stage_.survivors.clear();
    for (const double j : state.arrays.at("rule.survivors"))
      stage_.survivors.emplace_back(static_cast<std::uint32_t>(j));
    stage_.wins_before = from_array<double>(state.arrays.at("rule.wins_before"));
    stage_.plays_before = from_array<std::uint64_t>(state.arrays.at("rule.plays_before"));
  }

 private:
  // Who is left, and what everyone had won and played as subject when the stage began.
  struct Stage {
    std::vector<CandidateId> survivors;
    std::vector<double> wins_before;
    std::vector<std::uint64_t> plays_before;
  };

  std::uint64_t quota(const Stage& stage) const { return comparisons_ / (stage.survivors.size() * stages_); }
  static std::uint64_t plays(const Stage& stage, const Contest& contest, CandidateId j) {
    return contest.subject_comparisons(j) - stage.plays_before[j.value];
  }
  static double share(const Stage& stage, const Contest& contest, CandidateId j) {
    const auto played = static_cast<double>(plays(stage, contest, j));
    return played == 0 ? 0.5 : (contest.subject_wins(j) - stage.wins_before[j.value]) / played;
  }

  // The next stage, if everyone has played as often as this one is long.
  Stage settled(const Contest& contest) const {
    const auto done = [&](CandidateId j) { return plays(stage_, contest, j) >= quota(stage_); };
    if (stage_.survivors.size() == 1 || !std::ranges::all_of(stage_.survivors, done)) return stage_;
    Stage next = stage_;
    std::ranges::stable_sort(next.survivors, std::ranges::greater{},
                             [&](CandidateId j) { return share(stage_, contest, j); });
    next.survivors.resize((next.survivors.size() + 1) / 2);
    for (std::uint32_t j = 0; j < contest.candidates(); ++j) {
      next.wins_before[j] = contest.subject_wins(CandidateId(j));
      next.plays_before[j] = contest.subject_comparisons(CandidateId(j));
    }
    return next;
  }

  // As subject in this stage, what was chosen included.
  std::uint64_t expected_plays(const Contest& contest, CandidateId j) const {
    return plays(stage_, contest, j) + chosen_.of(j);
  }

  // Place among the survivors of the one that plays least.
  std::size_t least_played(const Contest& contest) const {
    const auto played = [&](CandidateId j) { return expected_plays(contest, j); };
    return static_cast<std::size_t>(std::ranges::min_element(stage_.survivors, {}, played) -
                                    stage_.survivors.begin());
  }

  std::uint64_t comparisons_, stages_;
  Stage stage_;
  SubjectPlays chosen_;
};

}  // namespace

/// Karnin, Koren & Somekh 2013 with random opponents; specification 6.9. No promise: it spends a fixed number
/// of comparisons and names the one that is left.
SamplingRuleKind sequential_halving() {
  SamplingRuleKind kind{
      {"sequential-halving",
       "a fixed number of comparisons; after each of log2 K stages the better half stays",
       {{"comparisons", 0, 0, 0x1p52, "in all; 0: as many as the budget", SettingKind::integer}}},
      [](std::uint64_t candidates, const CompareSettings& complete) -> std::unique_ptr<SamplingRule> {
        const auto given = static_cast<std::uint64_t>(complete.rule_parameters.at("comparisons"));
        return std::make_unique<SequentialHalving>(candidates, given > 0 ? given : complete.budget);
      },
      beating_everyone(),
      {}};
  kind.ends_itself = true;
  return kind;
}

}  // namespace megabandit::sampling::baselines
