#include "bench/identification/trajectories.hpp"

#include <algorithm>
#include <cmath>
#include <queue>

namespace megabandit::bench {
namespace {

using instances::Simulation;

struct End {
  double comparisons = 0;
  bool ended = false, wrong = false, rejected = false;
};

std::unique_ptr<BradleyTerry> model_of(const Trial& trial) {
  return trial.features.size() == 0 ? nullptr
                                    : std::make_unique<BradleyTerry>(trial.features, RidgeSettings{});
}

/// When and how each watch of a trial ended the contest of this seed.
std::vector<End> ends_of(const Trial& trial, std::uint64_t seed) {
  Simulation simulation(trial.preferences, trial.settings, seed, model_of(trial));
  const Contest& contest = simulation.contest();
  std::vector<std::unique_ptr<StoppingRule>> stops;
  for (const Watch& watch : trial.watches) {
    CompareSettings settings = trial.settings;
    settings.stop = watch.stop;
    stops.push_back(make_stopping_rule(contest.candidates(), settings));
  }
  std::vector<End> ends(trial.watches.size());
  std::size_t open = ends.size();
  for (bool more = true; open > 0; more = more && simulation.wave()) {
    for (std::size_t i = 0; i < ends.size(); ++i) {
      if (ends[i].ended) continue;
      const Standing standing = stops[i]->standing(contest, trial.watches[i].delta);
      if (standing.status == Status::open && more) continue;
      ends[i] = {static_cast<double>(contest.comparisons()), true,
                 standing.status == Status::converged && standing.leader.value != trial.best,
                 standing.status == Status::no_condorcet_winner || standing.status == Status::model_conflict};
      --open;
    }
    if (contest.comparisons() >= trial.settings.budget) more = false;
  }
  return ends;
}

}  // namespace

std::pair<double, double> interval(double share, double runs) {
  const double z = 1.959964, z2 = z * z / runs;
  const double centre = (share + z2 / 2) / (1 + z2);
  const double half = z / (1 + z2) * std::sqrt(share * (1 - share) / runs + z2 / (4 * runs));
  return {std::max(centre - half, 0.0), centre + half};
}

std::vector<Found> tallies(const Trial& trial) {
  const auto runs = static_cast<double>(trial.runs);
  std::vector<Found> all(trial.watches.size());
  std::vector<double> squares(all.size());
  for (std::uint64_t seed = 0; seed < trial.runs; ++seed) {
    const std::vector<End> ends = ends_of(trial, seed);
    for (std::size_t i = 0; i < ends.size(); ++i) {
      all[i].mean += ends[i].comparisons / runs;
      squares[i] += ends[i].comparisons * ends[i].comparisons / runs;
      all[i].wrong += ends[i].wrong / runs;
      all[i].rejected += ends[i].rejected / runs;
      all[i].capped += (ends[i].comparisons >= static_cast<double>(trial.settings.budget)) / runs;
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].error = std::sqrt(std::max(squares[i] - all[i].mean * all[i].mean, 0.0) / runs);
    std::tie(all[i].wrong_lower, all[i].wrong_upper) = interval(all[i].wrong, runs);
  }
  return all;
}

namespace {

/// Adds to each share whether the most evidence of a run reaches 1 / delta.
void count(double most, const std::vector<double>& deltas, std::uint64_t runs, std::vector<double>& shares) {
  for (std::size_t i = 0; i < deltas.size(); ++i)
    shares[i] += (most >= -std::log(deltas[i])) / static_cast<double>(runs);
}

struct UnderWay {
  double done = 0;  // when its outcome is there
  std::uint64_t ticket = 0;
  Pair pair;
  Outcome outcome{};
  friend bool operator<(const UnderWay& one, const UnderWay& other) {  // for a queue: what is next is largest
    return std::tie(one.done, one.ticket) > std::tie(other.done, other.ticket);
  }
};

/// Candidates that are all even; comparisons of all pairs in turn, 32 at a time.
class SlowWins {
 public:
  SlowWins(Commit commit, std::uint64_t seed) : commit_(commit), seed_(seed), contest_(5, 0, nullptr) {
    for (std::uint64_t i = 0; i < 32; ++i) start(0);
  }
  const Contest& contest() const { return contest_; }
  void commit_one() {
    const UnderWay next = under_way_.top();
    under_way_.pop();
    PairTotals totals;
    totals.add(next.outcome);
    contest_.observe({contest_.waves(), next.ticket, {{next.pair, next.pair.a, 1}}}, std::vector{totals});
    start(next.done);
  }

 private:
  void start(double now) {
    const std::uint64_t ticket = started_++, place = ticket % 10;
    const Pair pair = pairs_[place];
    const Outcome outcome = uniform({seed_, Stream::judgement, 0, ticket}) < 0.5 ? Outcome::a : Outcome::b;
    const bool slow = pair.a.value == 0 && outcome == Outcome::a;
    const double done = commit_ == Commit::in_order ? static_cast<double>(ticket) : now + (slow ? 10 : 1);
    under_way_.push({done, ticket, pair, outcome});
  }

  static std::vector<Pair> all_pairs() {
    std::vector<Pair> pairs;
    for (std::uint32_t a = 0; a < 5; ++a)
      for (std::uint32_t b = a + 1; b < 5; ++b) pairs.push_back({CandidateId(a), CandidateId(b)});
    return pairs;
  }

  Commit commit_;
  std::uint64_t seed_, started_ = 0;
  Contest contest_;
  std::vector<Pair> pairs_ = all_pairs();
  std::priority_queue<UnderWay> under_way_;
};

}  // namespace

std::vector<double> refuted_shares(const instances::Preferences& preferences, const CompareSettings& settings,
                                   std::uint64_t runs, std::uint64_t comparisons,
                                   const std::vector<double>& deltas) {
  std::vector<double> shares(deltas.size());
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    Simulation simulation(preferences, settings, seed);
    double most = 0;
    while (simulation.contest().comparisons() < comparisons && simulation.wave())
      most = std::max(most, simulation.contest().evidence().log_e(CandidateId(0)));
    count(most, deltas, runs, shares);
  }
  return shares;
}

std::vector<double> refuted_with_slow_wins(Commit commit, std::uint64_t runs, std::uint64_t comparisons,
                                           const std::vector<double>& deltas) {
  std::vector<double> shares(deltas.size());
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    SlowWins race(commit, seed);
    double most = 0;
    for (std::uint64_t i = 0; i < comparisons; ++i) {
      race.commit_one();
      most = std::max(most, race.contest().evidence().log_e(CandidateId(0)));
    }
    count(most, deltas, runs, shares);
  }
  return shares;
}

}  // namespace megabandit::bench
