#pragma once
// How a comparison is shown to a judge outside the program.

#include <array>
#include <cstddef>
#include <cstdint>

#include "judge/judge.hpp"
#include "judge/outside/settings.hpp"
#include "judge/outside/shown/material.hpp"

namespace megabandit {

/// The one or two requests that a question becomes, and how their verdicts become an outcome. A judge that
/// prefers what it sees first would have either one win; by chance or by both orders that cancels
/// (LLM-PO specification 1.3).
struct Presentation {
  std::uint64_t seed = 0;
  Question question;
  std::uint64_t prompt =
      0;                ///< drawn with replacement, anew for each ticket, so that outcomes are independent
  bool a_first = true;  ///< in the first request; in a second one b is
  std::size_t requests = 1;  ///< 1 or 2

  Request request(std::size_t number, const Material& material) const;
  /// verdicts[i] of request i. Of two, both must name the winner.
  Outcome outcome(const std::array<Verdict, 2>& verdicts) const;
};

/// A function of seed and ticket.
Presentation present(const Question& question, std::uint64_t seed, PresentationOrder order,
                     std::uint64_t prompts);

}  // namespace megabandit
