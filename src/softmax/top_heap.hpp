#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "softmax/kernel.hpp"

namespace megabandit {

/// Keeps the n best of what it is offered; of equal scores the smaller action. Offer actions in increasing
/// order to use bar().
class TopHeap {
 public:
  explicit TopHeap(std::size_t n) : n_(n) { kept_.reserve(n); }

  void offer(ActionId action, double score) {
    const Ranked candidate{action, score};
    if (kept_.size() < n_) {
      kept_.push_back(candidate);
      std::push_heap(kept_.begin(), kept_.end(), better);
    } else if (n_ > 0 && better(candidate, kept_.front())) {
      std::pop_heap(kept_.begin(), kept_.end(), better);
      kept_.back() = candidate;
      std::push_heap(kept_.begin(), kept_.end(), better);
    }
  }

  /// What is not above this is not kept.
  double bar() const {
    if (n_ == 0) return std::numeric_limits<double>::infinity();
    return kept_.size() < n_ ? -std::numeric_limits<double>::infinity() : kept_.front().score;
  }

  /// Best first.
  std::vector<Ranked> sorted() && {
    std::sort_heap(kept_.begin(), kept_.end(), better);
    return std::move(kept_);
  }

 private:
  static bool better(const Ranked& a, const Ranked& b) {
    return a.score > b.score || (a.score == b.score && a.action < b.action);
  }

  std::size_t n_;
  std::vector<Ranked> kept_;  // a heap whose front is the worst kept
};

}  // namespace megabandit
