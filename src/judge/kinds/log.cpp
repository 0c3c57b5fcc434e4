// Comparisons that were made before, drawn again with replacement.

#include <algorithm>
#include <optional>
#include <unordered_map>

#include <xxhash.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "base/random.hpp"
#include "comm/agree.hpp"
#include "judge/instant_judge.hpp"
#include "judge/kinds/kinds.hpp"
#include "preference/preference_file.hpp"
#include "preference/summary.hpp"

namespace megabandit {
namespace {

std::uint64_t key_of(Pair pair) { return std::uint64_t{pair.a.value} << 32 | pair.b.value; }

class LogJudge final : public InstantJudge {
 public:
  LogJudge(const PreferenceLog& log, Roster roster, std::uint64_t seed, std::vector<std::string> notes)
      : InstantJudge(std::move(roster), seed), notes_(std::move(notes)) {
    hash_ = fingerprint_of(this->roster());
    for (const auto& [group, pair, totals] : log.pairs) {
      totals_[key_of(pair)] = totals;
      const std::uint64_t row[] = {key_of(pair), totals.a_wins, totals.b_wins, totals.ties};
      hash_ = XXH3_64bits_withSeed(row, sizeof row, hash_);
    }
  }

  std::uint64_t fingerprint() const override { return hash_; }
  const std::vector<std::string>& notes() const override { return notes_; }
  std::optional<double> preference(Pair pair) const override {
    const auto found = totals_.find(key_of(pair));
    if (found == totals_.end()) return 0.5;
    const auto& [a_wins, b_wins, ties] = found->second;
    return (static_cast<double>(a_wins) + static_cast<double>(ties) / 2) /
           static_cast<double>(a_wins + b_wins + ties);
  }

 private:
  void judge(std::span<const Question> questions, std::span<Outcome> outcomes) override {
    for (std::size_t i = 0; i < questions.size(); ++i) outcomes[i] = drawn(questions[i]);
  }
  /// One of the pair's comparisons; a tie where there is none.
  Outcome drawn(const Question& question) const {
    const auto found = totals_.find(key_of(question.pair));
    if (found == totals_.end()) return Outcome::tie;
    const PairTotals& totals = found->second;
    const DrawName name{seed(), Stream::judgement, 0, question.ticket};
    const std::uint64_t which = below(name, comparisons_of(totals));
    if (which < totals.a_wins) return Outcome::a;
    return which < totals.a_wins + totals.ties ? Outcome::tie : Outcome::b;
  }

  std::unordered_map<std::uint64_t, PairTotals> totals_;
  std::uint64_t hash_ = 0;
  std::vector<std::string> notes_;
};

/// The comparisons that the settings choose, as one group. @throws ConfigError when they leave open which
PreferenceLog chosen_part(const PreferenceLog& whole, const JudgeOrder& order) {
  const ReplaySettings& replay = order.judge.replay;
  if (replay.groups.empty() && whole.groups.size() > 1)
    throw ConfigError(
        fmt::format("{} holds {} groups of comparisons that should not be mixed unasked: '{}'; name one "
                    "or several in judge.groups, or all with [\"*\"]",
                    replay.path.string(), whole.groups.size(), fmt::join(whole.groups, "', '")));
  const bool all = replay.groups == std::vector<std::string>{"*"};
  try {
    PreferenceLog part = of_groups(whole, all ? std::vector<std::string>{} : replay.groups);
    return order.candidates.names.empty() ? part : of_candidates(part, order.candidates.names);
  } catch (const DataError& error) {
    throw DataError(fmt::format("{} (judge.path): {}; correct judge.groups or candidates.names",
                                replay.path.string(), error.what()));
  }
}

std::string missing_pairs(const PreferenceLog& log, const PreferenceSummary& summary) {
  std::vector<std::string> shown;
  for (const Pair& pair : summary.unjudged)
    shown.push_back(fmt::format("{} and {}", log.candidates[pair.a.value], log.candidates[pair.b.value]));
  const std::uint64_t count = summary.possible_pairs() - summary.pairs;
  return fmt::format("{} of {} pairs of candidates without a comparison: {}{}", count,
                     summary.possible_pairs(), fmt::join(shown, ", "), count > shown.size() ? ", ..." : "");
}

/// What the user should know of the comparisons. @throws DataError when some are missing that must be there
std::vector<std::string> notes_of(const PreferenceLog& log, const ReplaySettings& replay) {
  constexpr std::size_t shown = 5;
  const PreferenceSummary summary = summary_of(log, shown);
  std::vector<std::string> notes;
  if (summary.pairs < summary.possible_pairs()) {
    const std::string text = fmt::format("{} has {}", replay.path.string(), missing_pairs(log, summary));
    if (replay.missing == MissingPairs::refuse)
      throw DataError(text +
                      "; choose candidates that met with candidates.names, or let such pairs tie with "
                      "judge.missing = \"tie\"");
    notes.push_back(text + "; they tie");
  }
  if (summary.components > 1)
    notes.push_back(
        fmt::format("the comparisons of {} fall apart into {} sets of candidates that never met: who is "
                    "best of all cannot be known from them",
                    replay.path.string(), summary.components));
  return notes;
}

Roster roster_of(const PreferenceLog& log, const JudgeOrder& order) {
  Roster roster = complete_roster(order.candidates, log.candidates.size(),
                                  "the candidates of " + order.judge.replay.path.string(), log.candidates);
  if (roster.names != log.candidates)
    throw ConfigError("the table of candidates must name those of " + order.judge.replay.path.string() +
                      ", in the same order; give candidates.names to choose and order them");
  if (roster.features.size() == 0) roster.features = log.features.cast<double>();
  return roster;
}

std::unique_ptr<Judge> make(const JudgeOrder& order) {
  const ReplaySettings& replay = order.judge.replay;
  agree(order.job.comm, [&] {
    if (replay.path.empty()) throw ConfigError("the judge `log` needs a log of comparisons; give judge.path");
  });
  const PreferenceLog whole = read_preferences(order.job, replay.path);
  std::unique_ptr<Judge> judge;
  agree(order.job.comm, [&] {
    const PreferenceLog part = chosen_part(whole, order);
    Roster roster = roster_of(part, order);
    judge = std::make_unique<LogJudge>(part, std::move(roster), order.seed, notes_of(part, replay));
  });
  return judge;
}

}  // namespace

JudgeKind judges::log() {
  return {{"log",
           "comparisons made before, drawn again with replacement (`megabandit import` makes such logs)",
           {}},
          make};
}

}  // namespace megabandit
