#include "identify/screening/screening_learner.hpp"

#include <array>

#include <fmt/format.h>

#include "base/error.hpp"
#include "comm/collect.hpp"
#include "compare/ownership.hpp"
#include "compare/sampling/table.hpp"

namespace megabandit {
namespace {

// Ranks meet at least so often, whether the judge has answered or not: for a request to stop, and to show
// that they live.
constexpr std::chrono::milliseconds kPulse{2000};
// Up to so many open candidates everyone knows what is played, and plays an even part of it.
constexpr std::uint64_t kSharedOut = 65536;
// Up to so many, any two may meet: a hub is of use to many at once, but tells two of nearly the same strength
// apart no sooner than they do themselves.
constexpr std::uint64_t kFinalists = 64;

enum Maximum : std::size_t { kWaiting, kMaxima };
enum Cell : std::size_t { kWins, kTies, kCells };  // of a turn; or, where owners play, of all together

// Elimination answers who beats everyone, if there is one; its promise is that of the evidence of pairs.
const CompareSettings& checked(const CompareSettings& settings) {
  const bool scores = settings.target == Target::bradley_terry || settings.target == Target::linear;
  if ((settings.target != Target::condorcet && !scores) || settings.alternatives != Alternatives::winner)
    throw ConfigError(
        "so many candidates are screened, which finds who beats every other where there is one: set "
        "compare.target to condorcet or bradley-terry and compare.alternatives to winner, or raise "
        "compare.screen_above");
  if (settings.stop != "auto" && settings.stop != "hyb")
    throw ConfigError(fmt::format(
        "so many candidates are screened, which ends by the stopping rule hyb: leave compare.stop = \"{}\" "
        "out, or raise compare.screen_above",
        settings.stop));
  make_sampling_rule(2, settings_of_finals(settings));  // refuses what the finals could not use
  return settings;
}

std::string over_budget(std::uint64_t comparisons, std::uint64_t budget) {
  return fmt::format(
      "{} more would exceed the budget of {} comparisons; a larger compare.budget goes on from here",
      comparisons, budget);
}

std::vector<TurnOutcome> shared_outcomes(const Tally& total) {
  const std::vector<double> cells = total.section(0);
  std::vector<TurnOutcome> outcomes;
  for (std::size_t i = 0; i < cells.size(); i += kCells)
    outcomes.push_back(
        {static_cast<std::uint32_t>(cells[i + kWins]), static_cast<std::uint32_t>(cells[i + kTies])});
  return outcomes;
}

}  // namespace

ScreeningLearner::ScreeningLearner(const ScreeningOrder& order,
                                   std::function<void(const ScreeningLearner&)> report)
    : order_(order),
      settings_(checked(order.settings)),
      report_(std::move(report)),
      knockout_(order.judge.candidates(), order.seed),
      screen_(owned_candidates(order.judge.candidates(), order.comm.rank(), order.comm.size()),
              settings_.delta, 0.5 + settings_.epsilon) {}

TallyLayout ScreeningLearner::layout() const {
  if (finals_) return finals_->learner().layout();
  const std::size_t turns = plan_.shared_out ? plan_.turns.size() : 1;
  return {.sections = {{"outcomes", kCells * turns}}, .maxima = kMaxima};
}

void ScreeningLearner::observe(const Share& share, Tally& tally) {
  if (finals_) return finals_->learner().observe(share, tally);
  const std::vector<Turn>& mine = plan_.mine.turns;
  if (!player_.play(mine, order_.judge, kPulse)) {
    tally.raise(kWaiting, 1);
    return;
  }
  for (std::size_t i = 0; i < mine.size(); ++i) {
    const TurnOutcome& outcome = player_.outcomes()[i];
    const std::size_t turn = plan_.shared_out ? plan_.mine.first + i : 0;
    tally.add(
        0, std::array<double, kCells>{static_cast<double>(outcome.wins), static_cast<double>(outcome.ties)},
        kCells * turn);
  }
}

Decision ScreeningLearner::decide(const Tally& total) {
  if (finals_) return decide_finals(total);
  if (total.maximum(kWaiting) > 0) return {.finished = {}, .again = true};
  if (phase_ == Phase::knockout)
    take_matches(total);
  else
    take_turns(total);
  comparisons_ += plan_.comparisons;
  ++waves_;
  advance();
  const std::string finished = prepare();
  report_(*this);
  return {.finished = finished, .again = false};
}

Decision ScreeningLearner::decide_finals(const Tally& total) {
  Decision decision = finals_->learner().decide(total);
  if (decision.again) return decision;
  ++waves_;
  decision.finished = ending_of_finals(decision.finished);
  report_(*this);
  return decision;
}

void ScreeningLearner::take_matches(const Tally& total) {
  const std::vector<TurnOutcome> outcomes = shared_outcomes(total);
  for (const TurnOutcome& outcome : outcomes) ties_ += outcome.ties;
  knockout_.advance(outcomes);
}

void ScreeningLearner::take_turns(const Tally& total) {
  std::vector<TurnOutcome> gathered = shared_outcomes(total);
  for (const TurnOutcome& outcome : gathered) ties_ += outcome.ties;
  const std::vector<Turn>& turns = plan_.shared_out ? plan_.turns : plan_.mine.turns;
  const std::vector<TurnOutcome>& outcomes = plan_.shared_out ? gathered : player_.outcomes();
  EvidenceUnits hub = 0;
  for (std::size_t i = 0; i < turns.size(); ++i)
    if (screen_.own().contains(turns[i].candidate.value)) hub += screen_.take(turns[i], outcomes[i]);
  screen_.add_to_hub(sum_value(order_.comm, hub));
}

void ScreeningLearner::advance() {
  if (phase_ == Phase::hubs) {
    look();
    follow_strongest();
  } else if (knockout_.over()) {
    phase_ = Phase::hubs;
    follow({knockout_.winner(), 0, {}});
  }
}

// What is open, and who is strongest, over all ranks; the same everywhere.
void ScreeningLearner::look() {
  field_ = {};
  for (const Field& part : all_gather_value(order_.comm, screen_.field())) field_.merge(part);
}

void ScreeningLearner::follow(const Hub& hub) {
  screen_.set_hub(hub);
  look();
}

void ScreeningLearner::follow_strongest() {
  if (field_.open > 0 && field_.strongest.candidate != screen_.hub().candidate)
    follow({field_.strongest.candidate, field_.strongest.score, field_.strongest.against_hub});
}

Ending ScreeningLearner::begin() {
  const std::string reason = begun();
  return {reason, standing().status};
}

std::string ScreeningLearner::begun() {
  if (phase_ == Phase::knockout) return prepare();
  look();
  if (finals_) {
    const bool others = field_.open > finals_->finalists().size();
    if (!others) return ending_of_finals(finals_->learner().begin().reason);
    return_to_hubs();
  }
  if (!field_.hub_is_open()) follow_strongest();
  return prepare();
}

std::string ScreeningLearner::prepare() {
  player_.restart();
  plan_ = {};
  if (phase_ == Phase::hubs && 2 <= field_.open && field_.open <= kFinalists) return start_finals();
  if (phase_ == Phase::knockout)
    share_out(knockout_.matches());
  else
    plan_turns();
  const std::string end = ending();
  if (!end.empty()) plan_ = {};
  return end;
}

std::string ScreeningLearner::start_finals() {
  std::vector<Finalist> own;
  for (std::uint64_t i = screen_.own().first; i < screen_.own().last; ++i) {
    const CandidateId one{static_cast<std::uint32_t>(i)};
    if (!screen_.open(one)) continue;
    const Hub* hub = screen_.last_hub(one);
    own.push_back({one, hub == nullptr ? one : hub->candidate, screen_.evidence(one), screen_.decided(one),
                   score(one)});
  }
  finals_ = std::make_unique<Finals>(all_gather_values<Finalist>(order_.comm, own), order_.judge, settings_,
                                     order_.seed, comparisons_);
  phase_ = Phase::finals;
  return ending_of_finals(finals_->learner().begin().reason);
}

// Under a smaller delta others are open, too: they play who won the finals so far.
void ScreeningLearner::return_to_hubs() {
  const std::vector<Finalist>& finalists = finals_->finalists();
  Hub hub{finals_->standing().leader, 0, {}};
  for (std::size_t i = 0; i < finalists.size(); ++i) {
    if (finalists[i].candidate == hub.candidate) hub.score = finalists[i].score;
    if (screen_.own().contains(finalists[i].candidate.value))
      screen_.set_evidence(finalists[i].candidate, finals_->evidence(i));
  }
  comparisons_ = comparisons();
  ties_ = ties();
  finals_.reset();
  phase_ = Phase::hubs;
  follow(hub);
}

void ScreeningLearner::plan_turns() {
  std::vector<Turn> own = screen_.turns();
  if (field_.open > kSharedOut)
    plan_ = {
        .shared_out = false, .turns = {}, .mine = {0, std::move(own)}, .comparisons = field_.comparisons};
  else
    share_out(all_gather_values<Turn>(order_.comm, own));
}

void ScreeningLearner::share_out(std::vector<Turn> turns) {
  plan_.shared_out = true;
  plan_.comparisons = comparisons_of(turns);
  plan_.mine = part_of(turns, even_part(plan_.comparisons, static_cast<std::uint64_t>(order_.comm.rank()),
                                        static_cast<std::uint64_t>(order_.comm.size())));
  plan_.turns = std::move(turns);
}

std::string ScreeningLearner::ending() const {
  const Status status = standing().status;
  if (status == Status::no_condorcet_winner)
    return "there is no Condorcet winner: every candidate is refuted";
  if (status == Status::converged) return "every other candidate is refuted as the best";
  return comparisons() + plan_.comparisons > settings_.budget
             ? over_budget(plan_.comparisons, settings_.budget)
             : "";
}

// Their own budget is what the screening left, which says nothing to people.
std::string ScreeningLearner::ending_of_finals(const std::string& reason) const {
  if (reason.empty() || standing().status != Status::open || comparisons() < settings_.budget) return reason;
  return over_budget(1, settings_.budget);
}

std::uint64_t ScreeningLearner::open() const {
  if (phase_ == Phase::knockout) return order_.judge.candidates();
  return finals_ ? finals_->open() : field_.open;
}

EvidenceUnits ScreeningLearner::evidence(CandidateId own) const {
  const auto finalist = finals_ ? finals_->find(own) : std::nullopt;
  return finalist ? finals_->evidence(*finalist) : screen_.evidence(own);
}

std::uint64_t ScreeningLearner::comparisons(CandidateId own) const {
  const auto finalist = finals_ ? finals_->find(own) : std::nullopt;
  return screen_.asked(own) + (finalist ? finals_->comparisons_of(*finalist) : 0);
}

double ScreeningLearner::score(CandidateId own) const {
  const bool is_hub = screen_.has_hub() && screen_.hub().candidate == own;
  return is_hub ? screen_.hub().score : screen_.score(own);
}

Standing ScreeningLearner::standing() const {
  if (finals_) return finals_->standing();
  Standing standing;
  standing.threshold = nats(screen_.threshold());
  standing.leader = knockout_.winner();  // so far
  if (phase_ == Phase::knockout) return standing;
  standing.leader = field_.open > 0 ? field_.strongest.candidate : screen_.hub().candidate;
  standing.rival = field_.open_but_hub > 0 ? field_.least_refuted.candidate : standing.leader;
  standing.statistic = nats(field_.least_refuted.evidence);
  if (field_.open == 1) standing.status = Status::converged;
  if (field_.open == 0) standing.status = Status::no_condorcet_winner;
  return standing;
}

SavedState ScreeningLearner::save() const {
  SavedState state;
  knockout_.save(state);
  screen_.save(state);
  state.numbers["screening.phase"] = static_cast<double>(phase_);
  state.numbers["screening.waves"] = static_cast<double>(waves_);
  state.numbers["screening.comparisons"] = static_cast<double>(comparisons_);
  state.numbers["screening.ties"] = static_cast<double>(ties_);
  if (finals_) finals_->save(state);
  return state;
}

void ScreeningLearner::load(const SavedState& state) {
  const auto number = [&state](const char* name) {
    return static_cast<std::uint64_t>(state.numbers.at(name));
  };
  knockout_.load(state);
  screen_.load(state);
  phase_ = static_cast<Phase>(number("screening.phase"));
  waves_ = number("screening.waves");
  comparisons_ = number("screening.comparisons");
  ties_ = number("screening.ties");
  finals_.reset();
  if (phase_ == Phase::finals) finals_ = Finals::loaded(state, order_.judge, settings_, order_.seed);
}

ArrayPart ScreeningLearner::part() {
  return {.common = 0, .own = screen_.own(), .cut = order_.judge.candidates(), .replicas = &alone_};
}

}  // namespace megabandit
