#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "base/random.hpp"
#include "compare/divergence.hpp"
#include "compare/sampling/baselines/baselines.hpp"
#include "compare/sampling/baselines/subject_plays.hpp"
#include "compare/sampling/kept.hpp"

namespace megabandit::sampling::baselines {
namespace {

class Knockout final : public SamplingRule {
 public:
  Knockout(std::uint64_t candidates, double delta, std::uint64_t longest)
      : refuted_at_(std::log(static_cast<double>(std::bit_width(candidates - 1)) / delta)),
        longest_(longest),
        chosen_(candidates) {}

  void begin_wave(const Contest& contest, std::uint64_t) override {
    chosen_.begin_wave();
    set_standing(settled(contest), contest);
    // Who met before may have decided their match already.
    while (standing_.size() > 1 && std::ranges::count(over_, 0) == 0) set_standing(settled(contest), contest);
  }

  /// Until the matches under way are over, where none is to be longer.
  bool waits(const Draft& draft) override {
    chosen_.see(draft);
    if (standing_.empty()) set_standing(draw_lots(draft), draft.contest);
    return expected_length(draft.contest, shortest_match(draft.contest)) >= longest_;
  }

  Choosing next(const Draft& draft) override {
    chosen_.see(draft);
    const std::size_t match = shortest_match(draft.contest);
    return {pair_of(first(standing_, match), second(standing_, match)), first(standing_, match)};
  }

  bool exhausted(const Contest& contest) const override { return settled(contest).size() == 1; }
  CandidateId answer(const Contest& contest) const override {
    const Bracket now = settled(contest);
    return now.size() == 1 ? CandidateId(now.front()) : contest.leader();
  }

  void save(SavedState& state) const override { state.arrays["rule.standing"] = as_array(standing_); }
  void load(const SavedState& state) override {
    standing_ = from_array<std::uint32_t>(state.arrays.at("rule.standing"));
  }

 private:
  using Bracket = std::vector<std::uint32_t>;  // who is left: 0 plays 1, 2 plays 3, ...; empty: not drawn yet

  static CandidateId first(const Bracket& bracket, std::size_t match) {
    return CandidateId(bracket[2 * match]);
  }
  static CandidateId second(const Bracket& bracket, std::size_t match) {
    return CandidateId(bracket[2 * match + 1]);
  }

  static Bracket draw_lots(const Draft& draft) {
    Bracket bracket(draft.contest.candidates());
    std::iota(bracket.begin(), bracket.end(), 0);
    const DrawName lots{draft.seed, Stream::sampling, 1, 0};
    for (std::size_t i = bracket.size(); i > 1; --i)
      std::swap(bracket[i - 1], bracket[below(lots, i, static_cast<std::uint32_t>(i))]);
    return bracket;
  }

  // Two meet in one match at most: the totals of a pair are those of their match.
  static std::uint64_t length(const Contest& contest, CandidateId a, CandidateId b) {
    const PairTotals totals = contest.counts().totals(pair_of(a, b));
    return totals.a_wins + totals.b_wins + totals.ties;
  }

  bool over(const Contest& contest, CandidateId a, CandidateId b) const {
    const auto a_wins = static_cast<double>(contest.counts().wins(a, b));
    const auto b_wins = static_cast<double>(contest.counts().wins(b, a));
    return length(contest, a, b) >= longest_ ||
           log_m1(std::min(a_wins, b_wins), std::max(a_wins, b_wins)) >= refuted_at_;
  }

  // The winners, once all matches of the level are over; whoever has no opponent goes through.
  Bracket settled(const Contest& contest) const {
    Bracket winners;
    for (std::size_t match = 0; 2 * match + 1 < standing_.size(); ++match) {
      const CandidateId a = first(standing_, match), b = second(standing_, match);
      if (!over(contest, a, b)) return standing_;
      const bool b_ahead = contest.counts().wins(b, a) > contest.counts().wins(a, b);
      winners.push_back(b_ahead ? b.value : a.value);
    }
    if (standing_.size() % 2 == 1) winners.push_back(standing_.back());
    return winners;
  }

  // Of a match, with what was chosen.
  std::uint64_t expected_length(const Contest& contest, std::size_t match) const {
    const CandidateId a = first(standing_, match);
    return length(contest, a, second(standing_, match)) + chosen_.of(a);
  }

  // Of the matches that are not over the shortest one by then.
  std::size_t shortest_match(const Contest& contest) const {
    std::size_t shortest = 0;
    std::uint64_t least = ~std::uint64_t{0};
    for (std::size_t match = 0; match < over_.size(); ++match) {
      if (over_[match]) continue;
      const std::uint64_t played = expected_length(contest, match);
      if (played < least) least = played, shortest = match;
    }
    return shortest;
  }

  void set_standing(Bracket standing, const Contest& contest) {
    standing_ = std::move(standing);
    over_.clear();
    for (std::size_t match = 0; 2 * match + 1 < standing_.size(); ++match)
      over_.push_back(over(contest, first(standing_, match), second(standing_, match)));
  }

  double refuted_at_;
  std::uint64_t longest_;
  Bracket standing_;
  std::vector<char> over_;  // of the matches of `standing_`, when the wave began
  SubjectPlays chosen_;
};

}  // namespace

/// Specification 6.10 (after Falahatgar et al. 2017). Wrong at most delta of the time if no match of the best
/// one reaches its longest.
SamplingRuleKind knockout() {
  SamplingRuleKind kind{
      {"knockout",
       "log2 K levels of matches, each played until one side is refuted at delta / levels",
       {{"longest", 10'000, 1, 0x1p52, "comparisons of a match at most", SettingKind::integer}}},
      [](std::uint64_t candidates, const CompareSettings& complete) -> std::unique_ptr<SamplingRule> {
        return std::make_unique<Knockout>(candidates, complete.delta,
                                          static_cast<std::uint64_t>(complete.rule_parameters.at("longest")));
      },
      beating_everyone(),
      {}};
  kind.heeds_delta = true;
  kind.ends_itself = true;
  return kind;
}

}  // namespace megabandit::sampling::baselines
