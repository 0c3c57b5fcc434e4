#pragma once
// A running softmax of one block of queries; see lanes.hpp for why this is in an unnamed namespace.

#include <cmath>

#include "softmax/vector/lane_kernel.hpp"
#include "softmax/vector/lanes.hpp"

namespace megabandit {
namespace {  // NOLINT(google-build-namespaces)

constexpr int kFlush = 32;  // tiles after which float sums go to double: their error grows with their length
constexpr float kNoScore = -3e38F;  // below any score

/// Largest score, sum and mean relative to it: floats over a group of tiles, doubles over all of them.
class Running {
 public:
  Running(const float* queries, std::size_t d, const LaneScratch& scratch, bool want_mean)
      : queries_(queries), d_(d), scratch_(scratch), want_mean_(want_mean) {
    for (int lane = 0; lane < kLanes; ++lane) {
      total_max_[lane] = static_cast<double>(kNoScore);
      total_sum_[lane] = 0;
    }
    if (want_mean_)
      for (std::size_t i = 0; i < d_ * kLanes; ++i) scratch_.total_mean[i] = 0;
    start_group();
  }

  void take(const float* table, std::size_t actions) {
    score_tile(table, actions, d_, queries_, scratch_.scores);
    for (int v = 0; v < kVectors; ++v) {
      move_reference(v, actions);
      exponentiate(v, actions);
    }
    if (want_mean_) mean_tile(table, actions, d_, scratch_.scores, scratch_.mean);
    if (++tiles_ == kFlush) flush();
  }

  void finish(double* log_z, float* mean) {
    if (tiles_ > 0) flush();
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      log_z[lane] = total_max_[lane] + std::log2(total_sum_[lane]);
      if (!want_mean_) continue;
      for (std::size_t k = 0; k < d_; ++k)
        mean[lane * d_ + k] = static_cast<float>(scratch_.total_mean[k * kLanes + lane] / total_sum_[lane]);
    }
  }

 private:
  void start_group() {
    tiles_ = 0;
    for (int v = 0; v < kVectors; ++v) {
      max_[v] = all(kNoScore);
      sum_[v] = Float{};
    }
    if (want_mean_)
      for (std::size_t i = 0; i < d_ * kLanes; i += kWidth) store(scratch_.mean + i, Float{});
  }

  // The reference is the largest score so far: nothing overflows, whatever the scores.
  void move_reference(int v, std::size_t actions) {
    const float* scores = scratch_.scores + v * kWidth;
    const Float before = max_[v];
    Float now = before;
    for (std::size_t a = 0; a < actions; ++a) now = larger(now, load(scores + a * kLanes));
    const Int moved = now > before;
    if (!any(moved)) return;
    const Float keep =
        moved ? exp2(before - now) : all(1.0F);  // a lane's bits do not depend on its neighbours
    max_[v] = now;
    sum_[v] *= keep;
    if (!want_mean_) return;
    for (std::size_t k = 0; k < d_; ++k) {
      float* mean = scratch_.mean + k * kLanes + static_cast<std::size_t>(v) * kWidth;
      store(mean, load(mean) * keep);
    }
  }

  // Scores become weights.
  void exponentiate(int v, std::size_t actions) {
    const Float reference = max_[v];
    Float sum = sum_[v];
    for (std::size_t a = 0; a < actions; ++a) {
      float* score = scratch_.scores + a * kLanes + static_cast<std::size_t>(v) * kWidth;
      const Float weight = exp2(load(score) - reference);
      store(score, weight);
      sum += weight;
    }
    sum_[v] = sum;
  }

  void flush() {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double reference = static_cast<double>(max_[lane / kWidth][lane % kWidth]);
      const double largest = total_max_[lane] > reference ? total_max_[lane] : reference;
      const double keep = std::exp2(total_max_[lane] - largest), gain = std::exp2(reference - largest);
      total_sum_[lane] =
          total_sum_[lane] * keep + static_cast<double>(sum_[lane / kWidth][lane % kWidth]) * gain;
      total_max_[lane] = largest;
      if (!want_mean_) continue;
      for (std::size_t k = 0; k < d_; ++k) {
        double& total = scratch_.total_mean[k * kLanes + lane];
        total = total * keep + static_cast<double>(scratch_.mean[k * kLanes + lane]) * gain;
      }
    }
    start_group();
  }

  const float* queries_;
  std::size_t d_;
  LaneScratch scratch_;
  bool want_mean_;
  int tiles_ = 0;
  Float max_[kVectors];
  Float sum_[kVectors];
  double total_max_[kLanes];
  double total_sum_[kLanes];
};

}  // namespace
}  // namespace megabandit
