#pragma once
// Queries and what belongs to them, as the kernels of lane_kernel.hpp want them in memory.

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>

#include "base/matrix.hpp"
#include "softmax/vector/lane_kernel.hpp"

namespace megabandit {

/// Floats, 64-byte aligned, not initialised.
class AlignedFloats {
 public:
  explicit AlignedFloats(std::size_t n)
      : memory_(static_cast<float*>(::operator new (n * sizeof(float), std::align_val_t{64}))) {}
  float* get() const { return memory_.get(); }

 private:
  struct Free {
    void operator()(float* p) const { ::operator delete (p, std::align_val_t{64}); }
  };
  std::unique_ptr<float, Free> memory_;
};

/// Some rows of a matrix, as blocks of `lanes` rows, each transposed and multiplied by `unit`; zeros where
/// rows have run out.
class PackedQueries {
 public:
  PackedQueries(RowsView<float> rows, std::size_t lanes, double unit)
      : blocks_((static_cast<std::size_t>(rows.rows()) + lanes - 1) / lanes),
        depth_(static_cast<std::size_t>(rows.cols())),
        memory_((blocks_ * depth_ + 1) * lanes) {
    const auto count = static_cast<std::size_t>(rows.rows());
    for (std::size_t i = 0; i < blocks_ * lanes; ++i) {
      float* to = memory_.get() + i / lanes * lanes * depth_ + i % lanes;
      const float* row = rows.data() + i * depth_;
      for (std::size_t k = 0; k < depth_; ++k, to += lanes)
        *to = i < count ? static_cast<float>(unit * static_cast<double>(row[k])) : 0.0F;
    }
  }
  LaneQueries lanes() const { return {memory_.get(), blocks_, depth_}; }

 private:
  std::size_t blocks_, depth_;
  AlignedFloats memory_;
};

/// One number a lane, `value(query)` for every query and `rest` where there is none.
template <class Value>
AlignedFloats per_lane(std::size_t queries, std::size_t lanes, const Value& value, float rest) {
  const std::size_t all = (queries + lanes - 1) / lanes * lanes;
  AlignedFloats out(std::max<std::size_t>(all, 1));
  for (std::size_t q = 0; q < all; ++q) out.get()[q] = q < queries ? value(q) : rest;
  return out;
}

}  // namespace megabandit
