#pragma once

#include <unordered_map>

#include "density/marginal/enumerated.hpp"
#include "outputs/listed/candidates/candidates.hpp"

namespace megabandit {

/// The actions nearest to pivots, kept by the pivots' names. The softmax kernel searches: nearest is what has
/// the highest 2 <pivot, output> - |output|^2.
class NearestActions {
 public:
  NearestActions(const SeenActions& actions, std::uint64_t most, const SoftmaxKernel& kernel);

  /// By entry, from panel entry `entries.first` on. Their values are those of the kernel, not relative.
  std::vector<const Neighbours*> find(const Scoring& scoring, const Panel& panel, Range entries);

 private:
  void search(const Scoring& scoring, const Panel& panel, const std::vector<std::uint64_t>& entries);

  const SeenActions& actions_;
  std::uint64_t most_;
  const SoftmaxKernel& kernel_;
  Eigen::RowVectorXd centre_;
  RowMatrix<float> table_;  // [actions, e + 1]: output less the centre, and its square
  std::unordered_map<std::uint64_t, Neighbours> of_pivot_;
};

}  // namespace megabandit
