#pragma once
// Keeps an approximate normaliser to the error it was allowed: measures it on some contexts once an epoch,
// against the exact sum, and lets the exact sum take over where it is too large.

#include <optional>

#include "base/random.hpp"
#include "base/saved_state.hpp"
#include "normaliser/normaliser.hpp"
#include "objective/objective.hpp"
#include "observe/events.hpp"
#include "policy/panel.hpp"

namespace megabandit {

/// An accepted approximation.
struct Approximation {
  const Normaliser* normaliser = nullptr;  ///< null: none
  double error = 0;                        ///< of the contexts' gradients, relative
  std::uint64_t probe = 0;                 ///< contexts an epoch on which it is measured
};

/// Squared lengths of the contexts' gradients, and of how far the approximate ones are from them.
struct ProbeSums {
  double distance = 0, length = 0;
};

/// @local  Of the first `contexts` contexts of a part, scored approximately in `panel` and exactly here.
ProbeSums probe_gradient(const Scoring& exact, const Panel& panel, const PanelPart& part,
                         const Objective& objective, std::uint64_t contexts);

class NormaliserWatch {
 public:
  /// What an exact sum that has taken over does at the next epoch.
  enum class AfterFallback {
    try_again,  ///< the approximation gets a new chance
    stay        ///< an optimiser that compares values must not see two functions
  };

  NormaliserWatch(const Approximation& approximation, AfterFallback after)
      : approximation_(approximation), after_(after) {}

  /// For the next step; null: the exact sum.
  const Normaliser* normaliser() const { return exact_ ? nullptr : approximation_.normaliser; }
  /// Whether the next step measures.
  bool measures() const { return normaliser() != nullptr && !measured_; }
  /// How many contexts of a block are measured; 0 for most blocks of a large batch. @replicated
  std::uint64_t contexts_of(BlockId block, std::uint64_t blocks, const DrawName& name) const;

  enum class Verdict { keep, repeat };
  /// @replicated  Judges a step that measured, by the total over all ranks; `repeat`: the step has to be done
  /// again, now exactly.
  Verdict judge(const ProbeSums& total);
  void begin_epoch();

  void describe(StepDone& done) const;
  /// What the last fallback gives reason to say, once. `step` is the one that is repeated.
  std::optional<Warning> warning(std::uint64_t step) const;

  void save(SavedState& state) const;
  void load(const SavedState& state);

 private:
  Approximation approximation_;
  AfterFallback after_;
  bool exact_ = false;     // the exact sum has taken over
  bool measured_ = false;  // in this epoch
  double error_ = undefined;
  double fallbacks_ = 0;
};

}  // namespace megabandit
