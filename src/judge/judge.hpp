#pragma once
// Where the outcome of a comparison comes from.

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/matrix.hpp"
#include "compare/pairs/pair.hpp"
#include "outside/inquiry.hpp"

namespace megabandit {

/// One comparison. Its randomness is named by `ticket` (and the run's seed): the same ticket and pair have
/// the same outcome on whatever rank, whenever and however often they are asked, if the judge is not outside
/// the program.
struct Question {
  std::uint64_t ticket = 0;
  Pair pair;
};

/// Answers in the order of the questions, and works on later ones while earlier ones are waited for.
class Judge {
 public:
  virtual ~Judge() = default;
  virtual std::uint64_t candidates() const = 0;  ///< @replicated  K >= 2
  /// @replicated  One a candidate, unique; made of numbers where there are none.
  virtual const std::vector<std::string>& names() const = 0;
  /// @replicated  [K, d], what scores may be linear in; [0, 0] where no features are known.
  virtual const RowMatrix<double>& features() const;
  /// @replicated  Of what the outcomes depend on besides the seed: a run goes on only with the same.
  virtual std::uint64_t fingerprint() const = 0;
  /// @replicated  What the user should know before comparisons begin.
  virtual const std::vector<std::string>& notes() const;
  /// @replicated  P(a wins) + P(tie) / 2, where it is known.
  virtual std::optional<double> preference(Pair) const { return std::nullopt; }

  /// @local  Since it was made. What is undecided counts as a tie.
  virtual Mishaps mishaps() const { return {}; }

  /// @local  Takes questions on; must not wait for answers.
  virtual void ask(std::span<const Question> questions) = 0;
  /// @local  Waits until `count` outcomes are there, but no longer than `patience`. Whether they are.
  virtual bool wait(std::size_t /*count*/, std::chrono::milliseconds /*patience*/) { return true; }
  /// @local  Outcomes of the `count` oldest questions that were not answered yet, in the order in which they
  /// were asked. Waits for them. @throws DataError (malformed or impossible answers), MissingInput (the judge
  /// is gone for good)
  virtual std::vector<Outcome> outcomes(std::size_t count) = 0;
};

}  // namespace megabandit
