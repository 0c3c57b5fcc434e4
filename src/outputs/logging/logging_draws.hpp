#pragma once

#include <memory>
#include <vector>

#include "base/random.hpp"
#include "policy/panel.hpp"

namespace megabandit {

/// Contexts whose actions' weights are in memory at a time, where actions are drawn.
constexpr std::uint64_t kContextsDrawn = 1024;

/// Epochs of Stream::density from this one on are of draws before the first step, those below it of epochs.
constexpr std::uint32_t kLoggingDraws = 0x8000'0000;

/// Actions as the policy that logged would choose them.
class LoggingDraws {
 public:
  /// `logging`: null for a uniform one.
  LoggingDraws(std::shared_ptr<const Policy> logging, const SoftmaxKernel& kernel)
      : logging_(std::move(logging)), kernel_(kernel) {}

  /// @collective over the catalogue's group  `each` of every one of some entries, one entry after another;
  /// drawn by the `name` whose index is replaced by the entry's name.
  std::vector<ActionId> draw(const Scoring& scoring, const Panel& panel, Range entries, std::uint64_t each,
                             DrawName name) const;

 private:
  std::shared_ptr<const Policy> logging_;
  const SoftmaxKernel& kernel_;
};

/// The same for any policy: `queries` [contexts of the panel, columns of its table].
std::vector<ActionId> draw_from(const Policy& policy, const SoftmaxKernel& kernel, std::size_t threads,
                                const RowMatrix<double>& queries, const Panel& panel, Range entries,
                                std::uint64_t each, DrawName name);

}  // namespace megabandit
