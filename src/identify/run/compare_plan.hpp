#pragma once
// A run of comparisons on some number of ranks, before it starts.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "identify/run/compare_config.hpp"
#include "plan/machine/ceilings.hpp"
#include "plan/predicted/memory.hpp"

namespace megabandit {

/// What a plan is made for.
struct CompareProblem {
  std::uint64_t candidates = 0;
  std::string judge;      ///< kind
  bool screened = false;  ///< against hubs first
  /// Of candidates so many that what features are worth is learned instead; 0: they are not.
  std::uint64_t learned_features = 0;
  bool simulated = false;  ///< the judge answers at once, from known preferences
  double delta = 0.05;
  std::uint64_t budget = 0;
  std::uint64_t wave = 0;  ///< comparisons of a wave; 0: they grow
  double wave_growth = 0;  ///< by this share
  /// sum_j 1 / kl(P(best beats j), 1/2) over the comparisons that are decided; unknown where scores are.
  std::optional<double> characteristic_time;
  /// Comparisons, ties included, that runs of this kind took on the average: a multiple of
  /// T log(1 / delta), measured (docs/comparing.md), and never more than the budget.
  std::optional<double> comparisons;
  double waves = 0;  ///< of these
};

struct ComparePlan {
  int ranks = 1;
  Memory memory;                  ///< of the busiest rank
  double message_calls = 0;       ///< of a wave
  double message_bytes = 0;       ///< that a rank gives to these calls in the largest wave
  std::optional<double> seconds;  ///< of the whole run; unknown for judges outside the program
};

/// @local  @throws ConfigError when the number of candidates is not known from the config alone
CompareProblem compare_problem(const CompareConfig& config);

/// @local
ComparePlan plan_comparison(const CompareProblem& problem, int ranks, const Ceilings& ceilings);

std::string text_of(const CompareProblem& problem, const std::vector<ComparePlan>& plans);
nlohmann::ordered_json to_json(const CompareProblem& problem, const std::vector<ComparePlan>& plans);

}  // namespace megabandit
