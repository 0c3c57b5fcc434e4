#pragma once
// Logs for tests that say what users saw.

#include "made_log.hpp"

namespace megabandit {

/// A factored truth instead of a listed one, outputs, shifts and queries. Every row tells where it belongs:
/// output = (reward, pscore, action) of its round; shift = (first feature, 1, 0) of its context, query = its
/// first feature / 100 mod 5, truth = <(first feature, 2), (1, action)>.
inline LogPart made_part_with_outputs(const MadeLog& log, int rank, int ranks) {
  LogPart part = made_part(log, rank, ranks);
  const Rounds& rounds = part.rounds;
  part.truth.reset();
  part.rounds.output.resize(static_cast<Eigen::Index>(rounds.size()), 3);
  for (std::size_t i = 0; i < rounds.size(); ++i)
    part.rounds.output.row(static_cast<Eigen::Index>(i)) << rounds.reward[i], rounds.pscore[i],
        static_cast<float>(rounds.action[i].value);
  const auto actions = static_cast<Eigen::Index>(log.actions), contexts = part.features.rows();
  part.output_law = OutputLaw{.noise = 0.5, .shift = RowMatrix<float>(contexts, 3)};
  part.factored_truth = FactoredTruth{RowMatrix<float>(contexts, 2), RowMatrix<float>(actions, 2)};
  for (Eigen::Index c = 0; c < contexts; ++c) {
    const float feature = part.features(c, 0);
    part.output_law->shift.row(c) << feature, 1, 0;
    part.factored_truth->context.row(c) << feature, 2;
    part.query.push_back(static_cast<std::uint32_t>(feature / 100) % 5);
  }
  part.catalogue.output.resize(actions, 3);
  for (Eigen::Index a = 0; a < actions; ++a) {
    part.catalogue.output.row(a) << 1, 2, static_cast<float>(a);
    part.factored_truth->action.row(a) << 1, static_cast<float>(a);
  }
  return part;
}

/// Rounds of a block whose rows are not those that made_part_with_outputs() made.
inline std::uint64_t misplaced_outputs(const BlockView& view) {
  std::uint64_t wrong = 0;
  for (std::size_t i = 0; i < view.action.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const Eigen::Index c = view.context[i];
    const float feature = view.features(c, 0);
    const bool right = view.output(row, 0) == view.reward[i] && view.output(row, 1) == view.pscore[i] &&
                       view.output(row, 2) == static_cast<float>(view.action[i].value) &&
                       view.output_shift(c, 0) == feature && view.output_shift(c, 1) == 1 &&
                       view.truth(c, 0) == feature && view.truth(c, 1) == 2 &&
                       view.query[view.context[i]] == static_cast<std::uint32_t>(feature / 100) % 5;
    wrong += right ? 0 : 1;
  }
  return wrong;
}

}  // namespace megabandit
