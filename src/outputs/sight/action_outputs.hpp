#pragma once
// What actions make, asked for one by one: the kernel's value of some actions at some pivots, and outputs
// drawn from them.

#include <memory>
#include <span>
#include <vector>

#include "bank/bank.hpp"
#include "base/random.hpp"
#include "density/smoothed_kernel.hpp"
#include "policy/panel.hpp"

namespace megabandit {

/// An action, at an entry of a panel.
struct Asked {
  std::uint64_t entry = 0;
  ActionId action;
};

/// The ranks that share out the catalogue ask for the same.
class ActionOutputs {
 public:
  virtual ~ActionOutputs() = default;
  /// @collective over the catalogue's group  log kappa of each at the entry's pivot, on the scale of
  /// SmoothedKernel::log_value; minus infinity where the kernel sees nothing.
  virtual std::vector<double> log_kappa(const Panel& panel, std::span<const Asked> asked) const = 0;
  /// @collective over the catalogue's group  An output of each, less what the context shifts it by, [asked,
  /// e]; drawn by the `name` whose index is replaced by the entry's name.
  virtual RowMatrix<double> made(const Panel& panel, std::span<const Asked> asked, DrawName name) const = 0;
  virtual const SmoothedKernel& kernel() const = 0;
};

/// Means of outputs, of the rows from action `first` on that this rank holds.
struct OutputMeans {
  RowMatrix<float> rows;  ///< [own, e]
  std::uint64_t first = 0;
  Communicator* group = nullptr;  ///< the ranks that hold the other rows; null: there are none
};

/// Outputs that are their means and normal noise of sd `noise`, which `kernel` has averaged over.
std::unique_ptr<ActionOutputs> outputs_around_means(OutputMeans means, double noise, SmoothedKernel kernel);

/// Those that `bank` has for the round's query, which stands behind the pivot. The bank outlives it.
std::unique_ptr<ActionOutputs> outputs_of_bank(const Bank& bank, SmoothedKernel kernel, Communicator* group);

}  // namespace megabandit
