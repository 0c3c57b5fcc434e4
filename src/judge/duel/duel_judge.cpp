#include "judge/duel/duel_judge.hpp"

#include <algorithm>
#include <unordered_map>

#include <xxhash.h>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "base/random.hpp"
#include "comm/agree.hpp"
#include "softmax/draws.hpp"

namespace megabandit {
namespace {

/// Meetings that are played at once: bounds the memory of their scores.
constexpr std::size_t kBatch = 4096;

/// Random numbers of a ticket, by their k.
enum Purpose : std::uint32_t { kRound = 0, kActionOfA = 1, kActionOfB = 2, kFirstFree = 3 };

DrawName name_of(std::uint64_t seed, std::uint64_t ticket) {
  return {.seed = seed, .stream = Stream::judgement, .epoch = 0, .index = ticket};
}

Roster roster_of(const JudgeOrder& order) {
  Roster roster;
  agree(order.job.comm, [&] {
    const auto& paths = order.candidates.policies;
    if (paths.empty())
      throw ConfigError(
          fmt::format("the judge `{}` compares policies; give candidates.policies, a run directory or "
                      "policy file each",
                      order.judge.kind));
    std::vector<std::string> names;
    for (const auto& path : paths) names.push_back(path.string());
    roster =
        complete_roster(order.candidates, paths.size(), "the paths of candidates.policies", std::move(names));
  });
  return roster;
}

RowMatrix<float> queries_of(const Policy& policy, const RowMatrix<float>& features) {
  TowerPass pass{.input = features.cast<double>(), .hidden = {}, .output = {}};
  return policy.queries(pass).cast<float>();
}

}  // namespace

std::uint64_t fingerprint_of(const Policy& policy) {
  const Vector numbers = policy.parameters();
  const RowsView<float> table = policy.table();
  const std::uint64_t hash =
      XXH3_64bits_withSeed(numbers.data(), sizeof(double) * narrow<std::size_t>(numbers.size()),
                           XXH3_64bits(&policy.shape().temperature, sizeof(double)));
  return XXH3_64bits_withSeed(table.data(), sizeof(float) * narrow<std::size_t>(table.size()), hash);
}

DuelJudge::DuelJudge(const JudgeOrder& order)
    : InstantJudge(roster_of(order), order.seed),
      arena_(order.job, order.judge.duel),
      kernel_(common_kernel(order.job.comm)),
      play_(order.judge.duel.play) {
  load_policies(order.job, order.candidates.policies);
  add_to_fingerprint(fingerprint_of(roster()));
  add_to_fingerprint(arena_.shape().fingerprint);
  add_to_fingerprint(static_cast<std::uint64_t>(play_));
  for (const SavedPolicy& saved : policies_) add_to_fingerprint(fingerprint_of(saved.policy));
}

void DuelJudge::load_policies(const Job& job, const std::vector<std::filesystem::path>& paths) {
  for (const auto& path : paths) {
    policies_.push_back(load_policy(job, path));
    agree(job.comm, [&] { check_fit(policies_.back().policy, path.string()); });
  }
}

void DuelJudge::check_fit(const Policy& policy, const std::string& path) const {
  const LogShape& shape = arena_.shape();
  if (policy.shape().actions == shape.actions && policy.shape().tower.features == shape.features) return;
  throw DataError(fmt::format(
      "{}: the policy has {} actions and contexts of {} features, the log of the judge has "
      "{} and {}: it was learned on another kind of log",
      path, policy.shape().actions, policy.shape().tower.features, shape.actions, shape.features));
}

void DuelJudge::add_to_fingerprint(std::uint64_t hash) {
  fingerprint_ = XXH3_64bits_withSeed(&hash, sizeof hash, fingerprint_);
}

double DuelJudge::uniform_of(std::uint64_t ticket, std::uint32_t k) const {
  return uniform(name_of(seed(), ticket), kFirstFree + k);
}

void DuelJudge::judge(std::span<const Question> questions, std::span<Outcome> outcomes) {
  for (std::size_t first = 0; first < questions.size(); first += kBatch) {
    const std::size_t count = std::min(kBatch, questions.size() - first);
    play(questions.subspan(first, count), outcomes.subspan(first, count));
  }
}

void DuelJudge::play(std::span<const Question> questions, std::span<Outcome> outcomes) {
  std::vector<Meeting> meetings(questions.size());
  std::unordered_map<std::uint32_t, std::vector<Turn>> turns;  // by candidate
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const auto& [ticket, pair] = questions[i];
    const std::uint64_t round = below(name_of(seed(), ticket), arena_.rounds(), kRound);
    meetings[i] = {.ticket = ticket, .context = arena_.context(round), .a = {}, .b = {}};
    turns[pair.a.value].push_back({i, true});
    turns[pair.b.value].push_back({i, false});
  }
  for (const auto& [candidate, mine] : turns) act(policies_[candidate].policy, mine, meetings);
  settle(meetings, outcomes);
}

/// The actions that a policy takes in the contexts of its turns.
void DuelJudge::act(const Policy& policy, std::span<const Turn> turns, std::vector<Meeting>& meetings) const {
  RowMatrix<float> features(narrow<Eigen::Index>(turns.size()), arena_.features().cols());
  for (std::size_t t = 0; t < turns.size(); ++t)
    features.row(narrow<Eigen::Index>(t)) = arena_.features().row(meetings[turns[t].meeting].context);
  const RowMatrix<float> queries = queries_of(policy, features);
  const RowsView<float> view{queries.data(), queries.rows(), queries.cols()};
  const auto take = [&](std::size_t t, ActionId action) {
    Meeting& meeting = meetings[turns[t].meeting];
    (turns[t].is_a ? meeting.a : meeting.b) = action;
  };
  if (play_ == Play::greedy) {
    const auto top = kernel_.top(view, policy.catalogue().slice, 1);
    for (std::size_t t = 0; t < turns.size(); ++t) take(t, top[t].front().action);
    return;
  }
  const ActionDraws draws(kernel_, policy.catalogue(), view, 1);
  for (std::size_t t = 0; t < turns.size(); ++t)
    take(t, draws.draw(t, uniform(name_of(seed(), meetings[turns[t].meeting].ticket),
                                  turns[t].is_a ? kActionOfA : kActionOfB)));
}

}  // namespace megabandit
