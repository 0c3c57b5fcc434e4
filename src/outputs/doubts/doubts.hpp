#pragma once
// Why settings may not do what they should. Nothing of it is an error.

#include <string>
#include <vector>

#include "density/smoothed_kernel.hpp"
#include "outputs/settings.hpp"
#include "policy/panel.hpp"

namespace megabandit {

struct Doubt {
  std::string name;  ///< a few words
  std::string text;  ///< what, how much, and what to do
};

/// @local  Kernels so wide that they tell nothing, or too wide for so few neighbours. `outputs`: of actions
/// spread over the catalogue, [n, e], of `actions` all told.
std::vector<Doubt> doubt_width(const DensitySettings& settings, const SmoothedKernel& kernel,
                               const RowMatrix<float>& outputs, std::uint64_t actions);

/// @local  Whether the log's pscores are those of the policy that is said to have logged: `log_chances` of
/// it for as many actions logged.
std::vector<Doubt> doubt_logging(const std::string& logging, std::span<const double> pscore,
                                 std::span<const double> log_chances);

/// @local  Embeddings of actions in the place of what users see of them, beside outputs of rounds.
std::vector<Doubt> doubt_outputs(const DensitySettings& settings, const LogShape& shape);

/// @local  Estimated densities against better ones of the same pivots.
std::vector<Doubt> doubt_estimate(std::span<const double> log_rho, std::span<const double> better);

}  // namespace megabandit
