#pragma once
// What is to be found out, and how.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "config/choice.hpp"

namespace megabandit {

class Schema;

/// What the best candidate is (LLM-PO specification 1.4).
enum class Target {
  condorcet,      ///< wins more than half of its comparisons with each other
  bradley_terry,  ///< has the highest score of a Bradley-Terry model
  linear,         ///< has the highest score, linear in features of the candidates
  borda,          ///< wins the largest share against an opponent drawn at random
  copeland,       ///< beats the most others
};

/// Whether a Condorcet winner is known to exist (specification 2.2, 2.3).
enum class Alternatives {
  winner,     ///< there is one; the question is who ("B")
  no_winner,  ///< there may be none, which is an answer too ("A")
};

/// As written in a config.
const std::vector<std::pair<std::string, Target>>& target_names();
const std::vector<std::pair<std::string, Alternatives>>& alternatives_names();
const std::string& name_of(Target target);
const std::string& name_of(Alternatives alternatives);

/// Targets whose best candidate beats each other one: all evidence of the contest is about them.
inline std::vector<Target> beating_everyone() {
  return {Target::condorcet, Target::bradley_terry, Target::linear};
}
inline std::vector<Target> any_target() {
  return {Target::condorcet, Target::bradley_terry, Target::linear, Target::borda, Target::copeland};
}

struct CompareSettings {
  Target target = Target::condorcet;
  Alternatives alternatives = Alternatives::winner;
  std::string rule = "auto";  ///< "auto": what suits the target
  Arguments rule_parameters = {};
  std::string stop = "auto";  ///< "auto": what suits the target
  Arguments stop_parameters = {};
  double delta = 0.05;                ///< how often the answer may be wrong, in (0, 1)
  double epsilon = 0;                 ///< indifference zone, in [0, 1/2)
  std::uint64_t budget = 1'000'000;   ///< comparisons at most
  std::uint64_t wave = 0;             ///< comparisons of a wave; 0: they grow
  std::uint64_t wave_least = 8;       ///< of growing waves
  double wave_growth = 0.02;          ///< a growing wave is this share of the comparisons before it
  std::uint64_t ahead = 0;            ///< waves chosen before the outcomes of earlier ones are known
  std::uint64_t screen_above = 2048;  ///< candidates; above, they are screened against hubs
                                      ///< first, or (linear) what features are worth is learned
};

/// Table [compare].
void declare(Schema& schema, CompareSettings& compare);

}  // namespace megabandit
