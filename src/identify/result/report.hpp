#pragma once
// The conclusion of a run of comparisons as files and on the screen.

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "identify/result/conclusion.hpp"

namespace megabandit {

/// What a conclusion needs to be told.
struct Report {
  Conclusion conclusion;
  std::vector<std::string> names;  ///< of the candidates
  std::string target, rule, stop;  ///< as the config calls them
  std::string promise;             ///< what the stopping rule promises, in words
  std::string score;               ///< what scores of the ranking are
  double delta = 0.05;
};

/// {"format": "megabandit-comparison", "version": 1, "status", "reason", "best": {"candidate", "name"} or
/// null,
///  "confidence", "delta", "target", "rule", "stop", "promise", "score", "leader": {...}, "rival": {...},
///  "statistic", "threshold", "comparisons", "ties", "waves", "candidates", "open"}
nlohmann::ordered_json to_json(const Report& report);

/// For people: the answer, how sure it is, and the head of the ranking.
std::string text_of(const Report& report);

/// A name as a cell of a CSV file.
std::string csv_cell(const std::string& name);

/// candidate,name,score,score_lower,score_upper,evidence,refuted,comparisons,wins,losses,ties,
/// share_against_leader,share_lower,share_upper; best first.
std::string ranking_csv(const Report& report);

/// a,b,name_a,name_b,a_wins,b_wins,ties for every pair that was compared.
std::string pairs_csv(const Report& report, const PairCounts& counts);

}  // namespace megabandit
