#pragma once
// What judges share that know their candidates, and those that answer at once.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "judge/judge.hpp"
#include "judge/roster.hpp"

namespace megabandit {

/// A judge of a roster that is known beforehand.
class RosterJudge : public Judge {
 public:
  explicit RosterJudge(Roster roster) : roster_(std::move(roster)) {}
  std::uint64_t candidates() const override { return roster_.names.size(); }
  const std::vector<std::string>& names() const override { return roster_.names; }
  const RowMatrix<double>& features() const override { return roster_.features; }

 protected:
  const Roster& roster() const { return roster_; }

 private:
  Roster roster_;
};

/// A judge that computes its answers. Outcomes are kept from ask() until they are fetched, a byte each.
class InstantJudge : public RosterJudge {
 public:
  InstantJudge(Roster roster, std::uint64_t seed) : RosterJudge(std::move(roster)), seed_(seed) {}

  void ask(std::span<const Question> questions) final;
  std::vector<Outcome> outcomes(std::size_t count) final;

 protected:
  /// @local  The outcome of each question, a function of seed, ticket and pair.
  virtual void judge(std::span<const Question> questions, std::span<Outcome> outcomes) = 0;
  std::uint64_t seed() const { return seed_; }

 private:
  std::uint64_t seed_;
  std::vector<Outcome> answered_;
  std::size_t fetched_ = 0;
};

/// The outcome at `uniform` in (0, 1): first a's wins, then ties, then b's wins. `preference` = P(a wins) +
/// ties / 2.
inline Outcome outcome_at(double uniform, double preference, double ties) {
  const double a_wins = preference - ties / 2;
  return uniform < a_wins ? Outcome::a : uniform < a_wins + ties ? Outcome::tie : Outcome::b;
}

}  // namespace megabandit
