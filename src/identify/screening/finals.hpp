#pragma once
// The last candidates of a screening go on as a contest in which any two may meet.

#include <memory>
#include <optional>
#include <vector>

#include "compare/screening/increments.hpp"
#include "compare/settings.hpp"
#include "identify/contest/comparison_learner.hpp"
#include "judge/judge.hpp"

namespace megabandit {

/// What a screening found of one of them.
struct Finalist {
  CandidateId candidate;
  CandidateId hub;  ///< its last one; meant where they met
  EvidenceUnits evidence = 0;
  Decided against_hub;
  double score = 0;
};

/// Candidates of `judge` that are left, under the numbers 0, 1, ..., in their order.
class FinalistsJudge final : public Judge {
 public:
  /// @param first_ticket  of the contest, among all of the run
  FinalistsJudge(Judge& judge, const std::vector<Finalist>& finalists, std::uint64_t first_ticket);

  std::uint64_t candidates() const override { return finalists_.size(); }
  const std::vector<std::string>& names() const override { return names_; }
  std::uint64_t fingerprint() const override { return judge_.fingerprint(); }
  std::optional<double> preference(Pair pair) const override { return judge_.preference(outside(pair)); }
  void ask(std::span<const Question> questions) override;
  bool wait(std::size_t count, std::chrono::milliseconds patience) override {
    return judge_.wait(count, patience);
  }
  std::vector<Outcome> outcomes(std::size_t count) override { return judge_.outcomes(count); }

 private:
  // Who is smaller stays smaller, so outcomes need no translation.
  Pair outside(Pair pair) const { return {finalists_[pair.a.value], finalists_[pair.b.value]}; }

  Judge& judge_;
  std::vector<CandidateId> finalists_;
  std::vector<std::string> names_;
  std::uint64_t first_ticket_;
};

/// How the finals of a screening with these settings are played: elimination was against whoever wins every
/// comparison, and so are they, without a model of scores.
CompareSettings settings_of_finals(CompareSettings settings);

/// Replicated. Evidence goes on from that of the screening, and pairs from its counts.
class Finals {
 public:
  /// @param finalists  two at least, by candidate
  /// @param before     comparisons of the run so far
  Finals(std::vector<Finalist> finalists, Judge& judge, const CompareSettings& settings, std::uint64_t seed,
         std::uint64_t before);
  Finals(const Finals&) = delete;
  Finals& operator=(const Finals&) = delete;

  ComparisonLearner& learner() { return *learner_; }
  const ComparisonLearner& learner() const { return *learner_; }
  const std::vector<Finalist>& finalists() const { return finalists_; }
  std::optional<std::size_t> find(CandidateId candidate) const;  ///< its number here, if it is a finalist
  std::uint64_t before() const { return before_; }               ///< comparisons of the run
  std::uint64_t comparisons() const;                             ///< since then, with ties
  std::uint64_t ties() const;                                    ///< since then
  Standing standing() const;                                     ///< under the numbers of all candidates
  EvidenceUnits evidence(std::size_t finalist) const;
  std::size_t open() const;  ///< how many may still be the best
  const std::vector<std::string>& names() const { return judge_.names(); }  ///< of the finalists
  std::uint64_t comparisons_of(std::size_t finalist) const;                 ///< since then, with ties
  /// What was counted among finalists, under the numbers of all candidates.
  PairCounts counts() const;

  void save(SavedState& state) const;  ///< numbers "finals.*"
  /// What `save` left.
  static std::unique_ptr<Finals> loaded(const SavedState& state, Judge& judge,
                                        const CompareSettings& settings, std::uint64_t seed);

 private:
  std::vector<Finalist> finalists_;
  std::uint64_t before_;
  std::uint64_t covered_;  // comparisons that the contest took over
  CompareSettings settings_;
  Judge& all_;
  FinalistsJudge judge_;
  std::unique_ptr<ComparisonLearner> learner_;
};

}  // namespace megabandit
