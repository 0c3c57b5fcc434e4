#pragma once
// What users saw, as a model of rewards takes it: with the shift of the context.

#include "log/shard.hpp"
#include "outputs/sight/outputs_of_rounds.hpp"

namespace megabandit {

/// By how much a context shifts the outputs of all actions, [e]. @local
inline Eigen::RowVectorXd output_shift(const BlockView& block, std::uint64_t row, std::uint64_t columns) {
  if (block.output_shift.size() == 0) return Eigen::RowVectorXd::Zero(static_cast<Eigen::Index>(columns));
  return block.output_shift.row(static_cast<Eigen::Index>(row)).cast<double>();
}

/// The output of a round, less the shift, [e]. @local
inline Eigen::RowVectorXd unshifted_output(const OutputsOfRounds& outputs, const BlockView& block,
                                           std::size_t round) {
  Eigen::RowVectorXd output(static_cast<Eigen::Index>(outputs.columns()));
  outputs.write(block, round, {output.data(), static_cast<std::size_t>(output.size())});
  return output;
}

}  // namespace megabandit
