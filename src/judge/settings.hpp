#pragma once
// What is compared, and who says how a comparison goes.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "judge/outside/settings.hpp"
#include "judge/outside/shown/material.hpp"

namespace megabandit {

class Schema;

/// Table [candidates]. What is not given here comes from the judge's own source, where that has it.
struct CandidateSettings {
  std::uint64_t count = 0;         ///< K; 0: as many as are named or the judge knows
  std::vector<std::string> names;  ///< one a candidate
  std::filesystem::path table;     ///< a row a candidate, with a header; empty: none
  std::string name_column = "name";
  std::vector<std::string> features;  ///< columns of the table; `*` in a name stands for any text
  MaterialSettings material;
};

/// Of judges whose preferences are given or drawn.
struct SimulatedSettings {
  std::vector<double>
      preferences;             ///< [K x K] row by row: share of comparisons that the row's candidate wins
  std::vector<double> scores;  ///< [K], of a Bradley-Terry model
  std::vector<double> coefficients;  ///< [d] of the scores, linear in features; empty: drawn
  std::filesystem::path path;        ///< of a file with preferences or scores
  std::filesystem::path ties_path;   ///< of a file with [K x K] probabilities of ties
  double ties = 0;                   ///< probability of a tie, whoever is compared, in [0, 1)
  double deviation = 1;              ///< of scores that are drawn
  std::uint64_t dimensions = 5;      ///< of features that are drawn
  std::uint64_t scores_seed = 1;     ///< names what is drawn
};

/// Table [judge].
struct JudgeSettings {
  std::string kind = "scores";
  SimulatedSettings simulated;
  OutsideSettings outside;
};

void declare(Schema& schema, CandidateSettings& candidates);
void declare(Schema& schema, JudgeSettings& judge);

}  // namespace megabandit
