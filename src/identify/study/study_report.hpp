#pragma once
// What a study found, as numbers with their errors, on the screen and as files.

#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "identify/study/study_learner.hpp"

namespace megabandit {

struct StudyReport {
  std::string target;
  std::vector<std::string> best;  ///< names of the best candidates; empty: there is none
  std::uint64_t candidates = 0;
  std::uint64_t repeats = 0;  ///< done
  std::uint64_t budget = 0;
  std::uint64_t seed = 0;
  double characteristic_time = 0;  ///< NaN: not known
  std::vector<StudyLine> lines;
  std::vector<std::uint64_t> budgets;
  std::vector<StudyCurve> curves;
};

/// Of `hits` among `all`, 95 % (Wilson).
std::pair<double, double> wilson_interval(double hits, double all);

/// Of a line: over all repeats, those that were undecided with what they used up.
struct CostOfLine {
  double mean = 0, error = 0;  ///< comparisons; standard error of their mean
  double ratio = 0;            ///< mean to characteristic time log(1/delta); NaN where one is not known
};
CostOfLine cost_of(const StudyLine& line, const StudyReport& report);

/// {"format": "megabandit-study", "version": 1, "target", "candidates", "best", "repeats", "budget", "seed",
///  "characteristic_time", "lines": [{"rule", "stop", "delta", "wrong", "wrong_lower", "wrong_upper",
///  "undecided", "right", "comparisons", "error", "ratio"}], "curves": [{"rule", "delta", "right"}],
///  "budgets"}: shares of repeats; what is not known is null.
nlohmann::ordered_json to_json(const StudyReport& report);

std::string text_of(const StudyReport& report);     ///< a table for people
std::string lines_csv(const StudyReport& report);   ///< the lines
std::string curves_csv(const StudyReport& report);  ///< rule,delta,budget,right

}  // namespace megabandit
