#pragma once
// All objectives by name.

#include <memory>
#include <string>
#include <vector>

#include "config/choice.hpp"
#include "objective/objective.hpp"

namespace megabandit {

class Schema;

/// A reward below zero makes a weighted log-likelihood unbounded: refused unless someone wants it.
enum class NegativeRewards { refuse, allow };

struct ObjectiveSettings {
  std::string kind = "clpi";
  Arguments parameters = {};  ///< those of the kind; what is missing takes the table's default
  NegativeRewards negative_rewards = NegativeRewards::refuse;
  double l2 = 0;  ///< lambda of the penalty lambda/2 |parameters|^2, which the trainer subtracts
  /// Largest reward of the whole log, the same on all ranks; the trainer fills it in. Keeps regkl's exponents
  /// small; any value gives the same optimum.
  double reward_max = 1;
};

struct ObjectiveKind {
  Choice choice;
  std::unique_ptr<Objective> (*make)(
      const ObjectiveSettings& complete);  ///< all parameters are there and in range
};

const std::vector<ObjectiveKind>& objective_kinds();

/// Table [objective].
void declare(Schema& schema, ObjectiveSettings& objective);

/// @throws ConfigError for an unknown kind or parameter or a value out of range
std::unique_ptr<Objective> make_objective(const ObjectiveSettings& settings);

}  // namespace megabandit
