// Follows the proportions that would be optimal were the shares so far the true preferences (Garivier and
// Kaufmann 2016, LLM-PO specification 4.4).

#include <map>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "compare/proportions/pairwise.hpp"
#include "compare/sampling/exploration.hpp"
#include "compare/sampling/kinds/kinds.hpp"

namespace megabandit::sampling_rules {
namespace {

constexpr double kLeastDivergence = 1e-3;  // of estimates: else one even pair would take all comparisons

enum class Tracking {
  cumulated,  ///< all proportions so far, summed ("C"): also where the optimum is not unique
  current,    ///< the latest ("D")
};

class Track : public SamplingRule {
 public:
  Track(std::uint64_t candidates, Alternatives alternatives, Tracking tracking)
      : alternatives_(alternatives), tracking_(tracking), exploration_(candidates) {}

  void begin_wave(const Contest& contest, std::uint64_t size) override;
  Choosing next(const Draft& draft) override;
  void save(SavedState& state) const override;
  void load(const SavedState& state) override;

 private:
  Alternatives alternatives_;
  Tracking tracking_;
  Exploration exploration_;
  std::map<Pair, double> wanted_;  // comparisons after this wave, or their proportions
};

void Track::begin_wave(const Contest& contest, std::uint64_t size) {
  exploration_.begin_wave();
  const RowMatrix<double> preferences = smoothed_preferences(contest.counts());
  const Proportions proportions = proportions_of(
      refutations(preferences, contest.leader(), alternatives_, contest.bar(), kLeastDivergence));
  if (tracking_ == Tracking::current) wanted_.clear();
  const double scale = tracking_ == Tracking::current ? 1 : static_cast<double>(size);
  for (const auto& [pair, weight] : proportions.weights) wanted_[pair] += scale * weight;
}

Choosing Track::next(const Draft& draft) {
  if (const auto pair = exploration_.owed(draft)) return {*pair, pair->a};
  const auto all = static_cast<double>(draft.contest.comparisons() + draft.chosen.size());
  const double scale = tracking_ == Tracking::current ? all : 1;
  const auto missing = [&](const auto& wanted) {
    return scale * wanted.second - static_cast<double>(exploration_.comparisons(draft.contest, wanted.first));
  };
  auto most = wanted_.begin();
  for (auto one = wanted_.begin(); one != wanted_.end(); ++one)
    if (missing(*one) > missing(*most)) most = one;
  return {most->first, most->first.a};
}

void Track::save(SavedState& state) const {
  exploration_.save(state);
  Vector a(wanted_.size()), b(wanted_.size()), comparisons(wanted_.size());
  Eigen::Index row = 0;
  for (const auto& [pair, wanted] : wanted_) {
    a[row] = pair.a.value;
    b[row] = pair.b.value;
    comparisons[row++] = wanted;
  }
  state.arrays["rule.a"] = a;
  state.arrays["rule.b"] = b;
  state.arrays["rule.wanted"] = comparisons;
}

void Track::load(const SavedState& state) {
  exploration_.load(state);
  wanted_.clear();
  const Vector &a = state.arrays.at("rule.a"), &b = state.arrays.at("rule.b");
  for (Eigen::Index row = 0; row < a.size(); ++row)
    wanted_[{CandidateId(static_cast<std::uint32_t>(a[row])),
             CandidateId(static_cast<std::uint32_t>(b[row]))}] = state.arrays.at("rule.wanted")[row];
}

template <Alternatives alternatives>
std::unique_ptr<SamplingRule> make(std::uint64_t candidates, const CompareSettings& settings) {
  if (candidates > kDenseCandidates)  // every wave takes a matrix of all shares
    throw ConfigError(
        fmt::format("compare.rule = \"{}\" is for at most {} candidates, not {}: use `challenger`",
                    settings.rule, kDenseCandidates, candidates));
  const bool cumulated = settings.rule_parameters.at("cumulated") != 0;
  return std::make_unique<Track>(candidates, alternatives,
                                 cumulated ? Tracking::cumulated : Tracking::current);
}

Parameter cumulated() {
  return {"cumulated",
          1,
          0,
          1,
          "1: follow the sum of all proportions so far (C-tracking); 0: the latest (D-tracking)",
          SettingKind::integer};
}

}  // namespace

SamplingRuleKind track_leader() {
  return {{"track-leader",
           "follows the optimal proportions of comparing the leader with each other (LLM-PO, `track`, w*_A)",
           {cumulated()}},
          make<Alternatives::no_winner>,
          beating_everyone(),
          {}};
}

SamplingRuleKind track_nemesis() {
  return {
      {"track-nemesis",
       "follows the optimal proportions of comparing each with the one that beats it most clearly (LLM-PO, "
       "`track`, w*_B); unstable where several beat it alike",
       {cumulated()}},
      make<Alternatives::winner>,
      beating_everyone(),
      {}};
}

}  // namespace megabandit::sampling_rules
