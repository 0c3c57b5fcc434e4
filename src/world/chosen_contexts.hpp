#pragma once
// Which of a source's contexts a log has, and which of them are held out.

#include <cstdint>
#include <string>
#include <vector>

#include "config/schema.hpp"
#include "world/problem.hpp"

namespace megabandit {

struct ContextSettings {
  std::uint64_t limit = 0;
  double test = 0.2;
  std::string split = "random";
};

/// Declares them in `world`, in effect for worlds of the `kinds` named.
void declare(SchemaTable& world, ContextSettings& contexts, const std::vector<std::string>& kinds);

struct ChosenContexts {
  std::vector<SplitId> split;         ///< of every context of the source
  std::vector<std::uint64_t> in_log;  ///< contexts of the source that are in the log, increasing
};

/// @replicated  Splits `total` contexts at random or by their order, then takes a random `limit` of them (0:
/// all).
ChosenContexts choose_contexts(std::uint64_t total, const ContextSettings& contexts, std::uint64_t seed);

/// Right answers of all contexts of a source, as compressed rows.
struct Answers {
  std::vector<std::uint64_t> offset{0};
  std::vector<ActionId> action;
  std::uint64_t size() const { return offset.size() - 1; }
  std::span<const ActionId> of(std::uint64_t context) const {
    return {action.data() + offset[context], offset[context + 1] - offset[context]};
  }
  /// Appends a context's answers, in any order and with repeats. @return how many there are without the
  /// repeats
  std::uint64_t add(std::vector<ActionId> answers);
};

/// Fills in everything of the problem but features, queries, catalogue and encoding.
void take_contexts(Problem& problem, const ChosenContexts& chosen, const Answers& answers, const Part& part);

}  // namespace megabandit
