#pragma once
// Which actions are asked whether they made what was seen, where not all are summed by the softmax kernels.

#include <cstdint>
#include <memory>
#include <vector>

#include "bank/bank.hpp"
#include "base/range.hpp"
#include "density/smoothed_kernel.hpp"
#include "policy/panel.hpp"

namespace megabandit {

/// Some actions for each of some entries of a panel, in compressed rows.
struct ActionLists {
  std::vector<std::size_t> first{0};
  std::vector<ActionId> action;
  std::vector<double> log_kappa;  ///< less that of the action logged; > minus infinity
  std::vector<double> reference;  ///< of each entry: log kappa of the action logged, or of the nearest
  std::vector<double> log_count;  ///< how many actions each stands for; empty: for itself
  std::size_t entries() const { return first.size() - 1; }
};

/// @local throughout: every rank lists the same.
class Candidates {
 public:
  virtual ~Candidates() = default;
  /// Entries of a panel that lists are made for at a time, so that they fit into memory.
  virtual std::uint64_t at_once() const = 0;
  virtual ActionLists lists(const Scoring& scoring, const Panel& panel, Range entries) = 0;
  /// Whether the lists stand for all actions, so that they give the partition function too.
  virtual bool sample() const { return false; }
};

/// Outputs of all actions and how a kernel sees them.
struct SeenActions {
  RowMatrix<float> outputs;  ///< [actions, e]
  SmoothedKernel kernel;
};

/// All actions that the kernel sees.
std::unique_ptr<Candidates> all_candidates(SeenActions actions);

/// All actions, by what a bank has of them for the round's query, which stands behind the pivot. `bank`
/// outlives it.
std::unique_ptr<Candidates> bank_candidates(const Bank& bank, SmoothedKernel kernel);

/// The `most` actions nearest to the pivot, less those whose kernel value is below a millionth of the
/// largest. Kept, once found.
std::unique_ptr<Candidates> nearest_candidates(SeenActions actions, std::uint64_t most,
                                               const SoftmaxKernel& kernel);

/// The nearest ones, and `draws` others drawn evenly, new ones every epoch, that stand for all others (DSO
/// specification 5.3, mode S).
std::unique_ptr<Candidates> drawn_candidates(SeenActions actions, std::uint64_t nearest, std::uint64_t draws,
                                             std::uint64_t seed, const SoftmaxKernel& kernel);

}  // namespace megabandit
