#pragma once
// What users saw of the rounds, before anything is drawn.

#include <memory>
#include <span>

#include "log/shard.hpp"

namespace megabandit {

class OutputsOfRounds {
 public:
  virtual ~OutputsOfRounds() = default;
  virtual std::uint64_t columns() const = 0;
  /// How many of the columns, the first ones, are the output's.
  virtual std::uint64_t output_columns() const { return columns(); }
  /// @local  [columns], what the context shifts outputs by subtracted.
  virtual void write(const BlockView& block, std::size_t round, std::span<double> output) const = 0;
};

/// The outputs that were logged.
std::unique_ptr<OutputsOfRounds> logged_outputs(std::uint64_t columns);

/// The same, with the context's query as a further column.
std::unique_ptr<OutputsOfRounds> with_query(std::unique_ptr<OutputsOfRounds> outputs);

/// Where users see the actions themselves: that of the action logged. `outputs`: [actions, e], of all
/// actions.
std::unique_ptr<OutputsOfRounds> outputs_of_actions(RowMatrix<float> outputs);

}  // namespace megabandit
