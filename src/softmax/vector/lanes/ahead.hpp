#pragma once

#include "softmax/vector/lanes/lanes.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces): see lanes.hpp

/// Asks for memory that will be wanted later, a little with every step: many requests at once would keep the
/// processor from loading what it wants now.
class Ahead {
 public:
  Ahead() = default;
  /// The share of one of `blocks` blocks in `count` floats, over so many steps.
  Ahead(const float* from, std::size_t count, std::size_t block, std::size_t blocks, std::size_t steps) {
    const std::size_t share = (count * sizeof(float) + blocks - 1) / blocks;
    next_ = reinterpret_cast<const char*>(from) + block * share;
    step_ = (share + steps - 1) / steps;
  }
  void step() {
    for (std::size_t i = 0; i < step_; i += 64) _mm_prefetch(next_ + i, _MM_HINT_T0);
    next_ += step_;
  }

 private:
  const char* next_ = nullptr;
  std::size_t step_ = 0;
};

}  // namespace
}  // namespace megabandit
