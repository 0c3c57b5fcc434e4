#pragma once

#include "softmax/kernel.hpp"
#include "softmax/vector/packing.hpp"

namespace megabandit {

/// The softmax over a slice by the functions of one instruction set. Works in a floating-point environment of
/// its own (float_environment.hpp).
class VectorKernel final : public SoftmaxKernel {
 public:
  explicit VectorKernel(const LaneKernel& lanes) : lanes_(lanes) {}
  std::string name() const override { return lanes_.name; }

  void accumulate(RowsView<float> queries, std::span<const float> shift, const Slice& slice,
                  const Field& field, PartitionSums& sums) const override;
  void maxima(RowsView<float> queries, const Slice& slice, std::span<float> largest) const override;
  void table_gradient(RowsView<float> queries, std::span<const double> log_z, RowsView<float> weighted,
                      const Slice& slice, const Field& field, std::span<const float> centre,
                      RowMatrix<float>& gradient) const override;
  void tile_sums(RowsView<float> queries, std::span<const float> shift, const Slice& slice, float* sums,
                 std::size_t stride) const override;
  void weights(RowsView<float> query, float shift, RowsView<float> rows,
               std::span<float> weights) const override;
  std::vector<std::vector<Ranked>> top(RowsView<float> queries, const Slice& slice,
                                       std::size_t n) const override;

 private:
  std::vector<std::vector<Ranked>> top_of_block(const PackedQueries& block, std::size_t used,
                                                const Slice& slice, std::size_t n,
                                                const LaneScratch& scratch) const;

  const LaneKernel& lanes_;
};

}  // namespace megabandit
