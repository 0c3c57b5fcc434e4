#include "identify/linear/linear_learner.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "comm/collect.hpp"
#include "compare/contest/choose_wave.hpp"
#include "compare/linear/linear_design.hpp"
#include "compare/ownership.hpp"
#include "compare/procedure.hpp"
#include "identify/flattened.hpp"

namespace megabandit {
namespace {

constexpr std::size_t kChallengers = 64;      // that waves are made for, and that are refuted exactly
constexpr std::size_t kPairsOfDirection = 4;  // worth looking at, of the ends of all candidates
constexpr std::size_t kPairsAgain = 64;       // worth looking at, of those that were compared before

void refuse(const std::string& what, const std::string& instead) {
  throw ConfigError(fmt::format(
      "with the target \"linear\" and more than compare.screen_above candidates, {}: {}, or raise "
      "compare.screen_above",
      what, instead));
}

const CompareSettings& checked(const CompareSettings& settings) {
  if (settings.alternatives != Alternatives::winner)
    refuse("there always is a best", "set compare.alternatives to \"winner\"");
  if (settings.stop != "auto" && settings.stop != "kn")
    refuse("the stopping rule is kn", fmt::format("leave compare.stop = \"{}\" out", settings.stop));
  if (settings.rule != "auto" && settings.rule != "opt")
    refuse("pairs are chosen as by opt", fmt::format("leave compare.rule = \"{}\" out", settings.rule));
  if (!settings.rule_parameters.empty()) refuse("opt has no parameters", "leave those of compare.rule out");
  if (settings.epsilon > 0)
    refuse("there is no indifference zone", fmt::format("leave compare.epsilon = {} out", settings.epsilon));
  if (settings.ahead > 0)
    refuse("no waves are chosen ahead", fmt::format("leave compare.ahead = {} out", settings.ahead));
  return settings;
}

const RowMatrix<double>& checked_features(const Judge& judge) {
  const RowMatrix<double>& features = judge.features();
  need_features(judge.candidates(), features);
  for (Eigen::Index row = 0; row < features.rows(); ++row)
    if (!features.row(row).allFinite())
      throw DataError(fmt::format("a feature of candidate {} ({}) is not a finite number", row,
                                  judge.names()[static_cast<std::size_t>(row)]));
  return features;
}

/// A challenger with what an exact fit says of it.
struct Exact {
  CandidateId candidate;
  double evidence = 0;
};

}  // namespace

LinearLearner::LinearLearner(const LinearOrder& order, std::function<void(const LinearLearner&)> report)
    : order_(order),
      settings_(checked(order.settings)),
      report_(std::move(report)),
      queue_(order.judge),
      field_(checked_features(order.judge),
             owned_candidates(order.judge.candidates(), order.comm.rank(), order.comm.size()),
             order.settings.delta),
      open_(order.judge.candidates()) {
  standing_.threshold = field_.threshold();
}

Decision LinearLearner::decide(const Tally& total) {
  const std::optional<TakenWave> taken = queue_.take(total);
  if (!taken) return {.finished = {}, .again = true};
  for (std::size_t i = 0; i < taken->totals.size(); ++i)
    compared_.add(taken->wave.planned[i].pair, taken->totals[i]);
  ++waves_;
  fit();
  refute();
  choose();
  report_(*this);
  return {.finished = ending().reason, .again = false};
}

Ending LinearLearner::begin() {
  if (waves_ > 0) {
    fit();
    // What evidence there is is known; to look for more would not be what a run without a pause does.
    if (queue_.waves().empty())
      refute();
    else
      look();
  }
  if (queue_.waves().empty()) choose();
  return ending();
}

void LinearLearner::fit() {
  region_.emplace(compared_.features(order_.judge.features()), compared_.likelihood());
}

// Who is open and who leads, over all ranks; the same everywhere.
void LinearLearner::look() {
  Front front;
  for (const Front& part : all_gather_value(order_.comm, field_.front(region_->coefficients())))
    front.merge(part);
  open_ = front.open;
  standing_.leader = front.candidate;
  least_ = {};
  for (const LeastRefuted& part : all_gather_value(order_.comm, field_.least_refuted(standing_.leader)))
    least_.merge(part);
  standing_.rival = least_.candidate;
  standing_.statistic = least_.evidence;
  standing_.status = Status::open;
  if (open_ == 1)
    standing_.status = compared_.direct_evidence(standing_.leader) >= field_.threshold()
                           ? Status::model_conflict
                           : Status::converged;
}

void LinearLearner::refute() {
  look();
  do {
    challengers_ =
        all_gather_values<Challenger>(order_.comm, field_.test(*region_, standing_.leader, kChallengers));
    std::ranges::sort(challengers_, closer);
    challengers_.resize(std::min(challengers_.size(), kChallengers));
  } while (refute_exactly());
  look();
  if (challengers_.empty()) return;
  standing_.rival = challengers_.front().candidate;
  standing_.statistic = challengers_.front().evidence;
}

/// Ranks share out the challengers that a fit is likely to refute. Whether it refuted so many that others are
/// the closest now.
bool LinearLearner::refute_exactly() {
  std::vector<Exact> mine;
  std::size_t likely = 0;
  for (const Challenger& one : challengers_) {
    if (one.ratio <= 0 || one.expected < field_.threshold()) continue;
    if (likely++ % static_cast<std::size_t>(order_.comm.size()) !=
        static_cast<std::size_t>(order_.comm.rank()))
      continue;
    const RowMatrix<double>& x = order_.judge.features();
    mine.push_back(
        {one.candidate,
         region_->exact((x.row(standing_.leader.value) - x.row(one.candidate.value)).transpose())});
  }
  std::uint64_t refuted = 0;
  for (const Exact& one : all_gather_values<Exact>(order_.comm, mine)) {
    if (field_.own().contains(one.candidate.value)) field_.raise(one.candidate, one.evidence);
    if (one.evidence < field_.threshold()) continue;
    ++refuted;
    std::erase_if(challengers_, [&](const Challenger& other) { return other.candidate == one.candidate; });
  }
  return refuted > 0 && challengers_.empty();
}

std::vector<Pair> LinearLearner::ends_along(const Eigen::MatrixXd& directions, std::size_t count) const {
  const Vector coefficients = region_ ? region_->coefficients() : Vector(Vector::Zero(directions.rows()));
  const std::vector<SeenAlong> ends =
      all_gather_values<SeenAlong>(order_.comm, field_.strips(coefficients, directions).ends());
  return most_telling(ends, static_cast<std::size_t>(directions.cols()), count);
}

Ending LinearLearner::ending() const {
  if (standing_.status != Status::open) return {said_at_the_end(standing_.status), standing_.status};
  if (!queue_.waves().empty()) return {};
  if (wave_size(settings_, compared_.comparisons()) == 0)
    return {budget_used_up(settings_.budget), Status::open};
  return {"all candidates have the same features: comparisons cannot tell them apart", Status::open};
}

void LinearLearner::choose() {
  const std::uint64_t before = compared_.comparisons();
  const std::uint64_t size = wave_size(settings_, before);
  if (size == 0 || standing_.status != Status::open) return;
  Wave wave = make_wave(waves_, before, waves_ == 0 ? first_wave() : next_wave(size));
  if (!wave.planned.empty()) queue_.push(std::move(wave));
}

/// Pairs of ends: every direction is learned a little about, whatever the size of waves.
std::vector<std::pair<Pair, CandidateId>> LinearLearner::first_wave() const {
  std::vector<std::pair<Pair, CandidateId>> chosen;
  for (const Pair pair : ends_along(first_directions(order_.judge.features().cols(), order_.seed), 1))
    if (chosen.size() < settings_.budget) chosen.emplace_back(pair, pair.a);
  return chosen;
}

std::vector<std::pair<Pair, CandidateId>> LinearLearner::next_wave(std::uint64_t size) const {
  std::vector<CandidateId> rivals;
  for (const Challenger& one : challengers_) rivals.push_back(one.candidate);
  LinearDesign design(order_.judge.features(), *region_, standing_.leader, rivals);
  std::vector<Pair> met;
  for (const ComparedPair& one : compared_.all()) met.push_back(one.pair);
  std::vector<Pair> pool = ends_along(design.directions(), kPairsOfDirection);
  const std::vector<Pair> again = design.best_of(met, kPairsAgain);
  pool.insert(pool.end(), again.begin(), again.end());
  return design.choose(pool, compared_.comparisons(), size);
}

SavedState LinearLearner::save() const {
  SavedState state, common;
  compared_.save(common);
  queue_.save(common);
  flatten(common, "linear", state);
  field_.save(state);
  state.numbers["linear.waves"] = static_cast<double>(waves_);
  return state;
}

void LinearLearner::load(const SavedState& state) {
  const SavedState common = unflattened(state, "linear");
  compared_.load(common);
  queue_.load(common);
  field_.load(state);
  waves_ = static_cast<std::uint64_t>(state.numbers.at("linear.waves"));
}

ArrayPart LinearLearner::part() {
  return {.common = 0, .own = field_.own(), .cut = candidates(), .replicas = &alone_};
}

}  // namespace megabandit
