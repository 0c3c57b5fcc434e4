#pragma once
// Which actions are asked whether they made what was seen, where not all are summed by the softmax kernels.

#include <cstdint>
#include <memory>
#include <vector>

#include "bank/bank.hpp"
#include "base/range.hpp"
#include "density/smoothed_kernel.hpp"
#include "outputs/sight/action_outputs.hpp"
#include "policy/panel.hpp"

namespace megabandit {

/// Some actions for each of some entries of a panel, in compressed rows.
struct ActionLists {
  std::vector<std::size_t> first{0};
  std::vector<ActionId> action;
  std::vector<double> log_kappa;  ///< less that of the action logged; > minus infinity
  std::vector<double> reference;  ///< of each entry: log kappa of the action logged, or of the nearest
  std::vector<double>
      log_count;  ///< how many actions, or which share of draws, each stands for; empty: itself
  std::size_t entries() const { return first.size() - 1; }
};

/// What the actions of a list stand for.
enum class StandFor {
  themselves,  ///< what is not listed is not seen
  all,         ///< for all actions, so that they give the partition function too
  the_policy,  ///< for draws of the policy that is learned, whatever their probability is
};

class Candidates {
 public:
  virtual ~Candidates() = default;
  /// Entries of a panel that lists are made for at a time, so that they fit into memory.
  virtual std::uint64_t at_once() const = 0;
  /// @collective over the catalogue's group, whose ranks give the same panel and get the same lists
  virtual ActionLists lists(const Scoring& scoring, const Panel& panel, Range entries) = 0;
  virtual StandFor stand_for() const { return StandFor::themselves; }
};

/// Outputs of all actions and how a kernel sees them.
struct SeenActions {
  RowMatrix<float> outputs;  ///< [actions, e]
  SmoothedKernel kernel;
};

/// All actions that the kernel sees.
std::unique_ptr<Candidates> all_candidates(SeenActions actions);

/// All actions, by what a bank has of them for the round's query, which stands behind the pivot. `bank`
/// outlives it. @throws DataError, on all ranks of the catalogue's group, when it lacks any of them
std::unique_ptr<Candidates> bank_candidates(const Bank& bank, SmoothedKernel kernel);

/// The `most` actions nearest to the pivot, less those whose kernel value is below a millionth of the
/// largest. Kept, once found.
std::unique_ptr<Candidates> nearest_candidates(SeenActions actions, std::uint64_t most,
                                               const SoftmaxKernel& kernel);

/// The nearest ones, and others drawn evenly, new ones every epoch, that stand for all others (DSO
/// specification 5.3, mode S): `nearest` + `draws` in all, or all actions where there are no more.
std::unique_ptr<Candidates> drawn_candidates(SeenActions actions, std::uint64_t nearest, std::uint64_t draws,
                                             std::uint64_t seed, const SoftmaxKernel& kernel);

/// `draws` of the policy that is learned, new ones every epoch (DSO as published, with one; specification
/// 1.9.1).
std::unique_ptr<Candidates> policy_candidates(std::shared_ptr<const ActionOutputs> outputs,
                                              std::uint64_t draws, std::uint64_t seed,
                                              const SoftmaxKernel& kernel);

}  // namespace megabandit
