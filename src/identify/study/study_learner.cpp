#include "identify/study/study_learner.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "base/threads.hpp"
#include "compare/stopping/table.hpp"

namespace megabandit {
namespace {

// Ranks meet at least so often, but for one contest that takes longer: for a request to stop, and to show
// that they live.
constexpr std::chrono::seconds kPulse{2};

enum Maximum : std::size_t { kBusy, kMaxima };
enum Section : std::size_t { kCounts, kComparisons, kSquares, kRight, kSections };
enum Count : std::size_t { kWrongAnswers, kUndecided, kRightLeaders, kCountsOfLine };

constexpr std::array kSectionNames{"study.counts", "study.comparisons", "study.squares", "study.right"};

std::size_t lines_of(const StudyArm& arm) {
  return arm.stops.size() * arm.deltas.size() + (arm.ends_itself ? 1 : 0);
}

bool is_right(const Truth& truth, const Finish& finish) {
  return finish.status == Status::no_condorcet_winner ? !truth.exists()
                                                      : truth.best[finish.answer.value] != 0;
}

}  // namespace

StudyLearner::StudyLearner(const Study& study, std::vector<std::unique_ptr<Judge>> judges)
    : study_(study), judges_(std::move(judges)) {
  for (const TallySection& section : layout().sections) sums_.emplace_back(section.cells, 0.0);
}

std::size_t StudyLearner::lines_before(std::size_t arm) const {
  std::size_t lines = 0;
  for (std::size_t i = 0; i < arm; ++i) lines += lines_of(study_.arms[i]);
  return lines;
}

TallyLayout StudyLearner::layout() const {
  const std::size_t lines = lines_before(study_.arms.size());
  return {.sections = {{kSectionNames[kCounts], kCountsOfLine * lines},
                       {kSectionNames[kComparisons], lines},
                       {kSectionNames[kSquares], lines},
                       {kSectionNames[kRight], study_.arms.size() * study_.budgets.size()}},
          .maxima = kMaxima};
}

void StudyLearner::observe(const Share& share, Tally& tally) {
  if (items_.empty()) deal(share);
  simulate();
  if (simulated_ < items_.size()) {
    tally.raise(kBusy, 1);
    return;
  }
  for (const Item& item : items_) add(item, tally);
}

// Every rank takes every so-many-th contest: those of an arm take about as long, others may not.
void StudyLearner::deal(const Share& share) {
  const std::uint64_t repeats = std::min(kRepeats, study_.repeats - done_);
  const auto ranks = static_cast<std::uint64_t>(share.ranks);
  for (auto i = static_cast<std::uint64_t>(share.rank); i < repeats * study_.arms.size(); i += ranks)
    items_.push_back({i / repeats, done_ + i % repeats, {}});
  simulated_ = 0;
}

// As many as a pulse allows, one on each thread at a time. A step that is repeated finds them done.
void StudyLearner::simulate() {
  const auto begin = std::chrono::steady_clock::now();
  while (simulated_ < items_.size() && std::chrono::steady_clock::now() - begin < kPulse) {
    const std::size_t some = std::min(judges_.size(), items_.size() - simulated_);
    parallel_for(judges_.size(), some, [&](std::size_t i, std::size_t thread) {
      Item& item = items_[simulated_ + i];
      item.trace =
          simulate_contest(*judges_[thread], study_.arms[item.arm], study_.budgets, study_.seed, item.repeat);
    });
    simulated_ += some;
  }
}

void StudyLearner::add(const Item& item, Tally& tally) const {
  const auto flag = [](bool yes) { return yes ? 1.0 : 0.0; };
  std::vector<Finish> finishes = item.trace.finishes;
  if (study_.arms[item.arm].ends_itself)
    finishes.push_back(item.trace.own_end.value_or(Finish{Status::open, finishes.front().answer, 0}));
  std::size_t line = lines_before(item.arm);
  for (const Finish& finish : finishes) {
    const bool decided = finish.status != Status::open, right = is_right(study_.truth, finish);
    const auto comparisons = static_cast<double>(finish.comparisons);
    tally.add(kCounts, std::array{flag(decided && !right), flag(!decided), flag(right)},
              kCountsOfLine * line);
    tally.add(kComparisons, std::array{comparisons}, line);
    tally.add(kSquares, std::array{comparisons * comparisons}, line);
    ++line;
  }
  std::vector<double> right;
  for (const CandidateId leader : item.trace.leaders) right.push_back(flag(study_.truth.best[leader.value]));
  tally.add(kRight, right, item.arm * study_.budgets.size());
}

Decision StudyLearner::decide(const Tally& total) {
  if (total.maximum(kBusy) > 0) return {.finished = {}, .again = true};
  for (std::size_t s = 0; s < kSections; ++s) total.add_section_to(sums_[s], s, 1);
  items_.clear();
  done_ = std::min(study_.repeats, done_ + kRepeats);
  return {.finished = finished() ? fmt::format("all {} repeats are done", study_.repeats) : "",
          .again = false};
}

SavedState StudyLearner::save() const {
  SavedState state;
  for (std::size_t s = 0; s < kSections; ++s)
    state.arrays[kSectionNames[s]] = Vector::Map(sums_[s].data(), static_cast<Eigen::Index>(sums_[s].size()));
  state.numbers["study.repeats"] = static_cast<double>(done_);
  return state;
}

void StudyLearner::load(const SavedState& state) {
  for (std::size_t s = 0; s < kSections; ++s) {
    const Vector& sums = state.arrays.at(kSectionNames[s]);
    sums_[s].assign(sums.begin(), sums.end());
  }
  done_ = static_cast<std::uint64_t>(state.numbers.at("study.repeats"));
  items_.clear();
}

std::vector<StudyLine> StudyLearner::lines() const {
  std::vector<StudyLine> lines;
  for (const StudyArm& arm : study_.arms) {
    for (const CompareSettings& stop : arm.stops)
      for (const double delta : arm.deltas)
        lines.push_back({.rule = arm.rule, .stop = stopping_rule_kind(stop).choice.name, .delta = delta});
    if (arm.ends_itself) lines.push_back({.rule = arm.rule, .stop = "", .delta = arm.deltas.back()});
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    lines[i].wrong = sums_[kCounts][kCountsOfLine * i + kWrongAnswers];
    lines[i].undecided = sums_[kCounts][kCountsOfLine * i + kUndecided];
    lines[i].right = sums_[kCounts][kCountsOfLine * i + kRightLeaders];
    lines[i].comparisons = sums_[kComparisons][i];
    lines[i].squared_comparisons = sums_[kSquares][i];
  }
  return lines;
}

std::vector<StudyCurve> StudyLearner::curves() const {
  std::vector<StudyCurve> curves;
  const std::size_t budgets = study_.budgets.size();
  for (std::size_t a = 0; a < study_.arms.size(); ++a) {
    const auto first = sums_[kRight].begin() + static_cast<std::ptrdiff_t>(a * budgets);
    curves.push_back({study_.arms[a].rule,
                      study_.arms[a].deltas.back(),
                      {first, first + static_cast<std::ptrdiff_t>(budgets)}});
  }
  return curves;
}

}  // namespace megabandit
