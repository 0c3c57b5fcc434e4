#pragma once
// Many contests on known preferences, each watched by several stopping rules at several deltas.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/unit/compare/instances.hpp"

namespace megabandit::bench {

struct Watch {
  std::string stop;
  double delta = 0;
  double reference = 0;        ///< mean comparisons of the specification's table; 0: there is none
  double reference_error = 0;  ///< its standard error
};

struct Trial {
  std::string instance, rule;
  instances::Preferences preferences;
  CompareSettings settings;  ///< rule, waves, budget
  std::uint64_t runs = 0;
  std::vector<Watch> watches;
  RowMatrix<double> features = {};  ///< of a Bradley-Terry model that is assumed; empty: none is
  std::uint32_t best = 0;           ///< the best candidate, if there is one
};

/// Of one watch over all runs; runs that used up the budget count with it.
struct Found {
  double mean = 0, error = 0;                          ///< comparisons, standard error of their mean
  double wrong = 0, wrong_lower = 0, wrong_upper = 0;  ///< share of wrong answers, 95 % (Wilson)
  double capped = 0;                                   ///< share that used up the budget
  double rejected = 0;  ///< share that found that there is no winner, or that the model is wrong
};

/// One tally a watch. Runs have the seeds 0 .. runs - 1.
std::vector<Found> tallies(const Trial& trial);

/// Share of runs in which the evidence against candidate 0 reaches 1 / delta within `comparisons`, for each
/// delta; with that, whether it keeps its promise where 0 is even with everyone.
std::vector<double> refuted_shares(const instances::Preferences& preferences, const CompareSettings& settings,
                                   std::uint64_t runs, std::uint64_t comparisons,
                                   const std::vector<double>& deltas);

enum class Commit {
  in_order,       ///< outcomes are used in the order in which comparisons were chosen
  by_completion,  ///< as they come: what is known early depends on how it went
};

/// The same where candidate 0, even with everyone, takes ten times as long to win as to lose, and 32
/// comparisons are under way at a time.
std::vector<double> refuted_with_slow_wins(Commit commit, std::uint64_t runs, std::uint64_t comparisons,
                                           const std::vector<double>& deltas);

/// 95 % of a share of `hits` in `runs` (Wilson).
std::pair<double, double> interval(double share, double runs);

}  // namespace megabandit::bench
