#pragma once
// What a policy is worth where the log carries its truth.

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "log/shard.hpp"
#include "policy/panel.hpp"
#include "storage/job.hpp"

namespace megabandit {

/// Expected rewards in one context.
struct ContextValue {
  double policy = 0;   ///< of the policy
  double greedy = 0;   ///< of the policy's best action
  double best = 0;     ///< of the action that is truly best
  double uniform = 0;  ///< of all actions, each as often as any other
};

class TrueValues {
 public:
  virtual ~TrueValues() = default;
  /// @collective over the catalogue's group, whose ranks give the same panel  In each context of the panel,
  /// which was made of `blocks`.
  virtual std::vector<ContextValue> of(const Scoring& scoring, const Panel& panel,
                                       std::span<const BlockView> blocks) const = 0;
};

/// @collective  By the truth of a log, listed or factored; null where it has none. `catalogue` is that of the
/// policies to be valued. @throws AgreedError
std::unique_ptr<TrueValues> make_true_values(const Job& job, const std::filesystem::path& log,
                                             const LogShape& shape, const Catalogue& catalogue);

/// A truth that lists the actions whose expected reward is not `otherwise`.
std::unique_ptr<TrueValues> make_listed_values(double otherwise);
/// @collective over the catalogue's group  A truth that is a product; `actions`: [rows of the catalogue's
/// slice, t].
std::unique_ptr<TrueValues> make_factored_values(const Catalogue& catalogue, RowMatrix<float> actions);

}  // namespace megabandit
