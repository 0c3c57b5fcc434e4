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
  std::vector<std::filesystem::path> policies;  ///< run directories or policy files, one a candidate
  std::vector<std::string> features;            ///< columns of the table; `*` in a name stands for any text
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

/// What becomes of a pair without a comparison in the log.
enum class MissingPairs { refuse, tie };

/// Of the judge that draws from a log of comparisons.
struct ReplaySettings {
  std::filesystem::path path;
  std::vector<std::string> groups;  ///< empty: there must be one; {"*"}: all
  MissingPairs missing = MissingPairs::refuse;
};

/// How a policy acts, and what of an action's reward is compared.
enum class Play { drawn, greedy };
enum class Rewards { expected, drawn };

/// Of judges that let learned policies act.
struct DuelSettings {
  std::filesystem::path log;  ///< whose contexts they act in
  std::string split;          ///< empty: test, or all rounds of a log without splits
  Play play = Play::drawn;
  Rewards rewards = Rewards::expected;
  std::filesystem::path model;  ///< a policy whose scores are taken for rewards
  double temperature = 1;       ///< divides differences of the model's scores; > 0
};

/// Table [judge].
struct JudgeSettings {
  std::string kind = "scores";
  SimulatedSettings simulated;
  ReplaySettings replay;
  DuelSettings duel;
  OutsideSettings outside;
};

void declare(Schema& schema, CandidateSettings& candidates);
void declare(Schema& schema, JudgeSettings& judge);

}  // namespace megabandit
