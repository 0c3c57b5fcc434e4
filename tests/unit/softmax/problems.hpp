#pragma once
// Tables and queries of normal numbers, and the kernels to try on them.

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "softmax/kernel.hpp"

namespace megabandit {

inline RowMatrix<float> normal_matrix(Eigen::Index rows, Eigen::Index columns, double scale,
                                      std::uint64_t seed) {
  RowMatrix<float> m(rows, columns);
  for (Eigen::Index i = 0; i < m.size(); ++i)
    m.data()[i] = static_cast<float>(
        scale * normal({.seed = seed, .stream = Stream::probe, .index = static_cast<std::uint64_t>(i)}));
  return m;
}

inline RowsView<float> view(const RowMatrix<float>& m) { return {m.data(), m.rows(), m.cols()}; }

/// Every kernel of this processor, in either precision.
inline std::vector<const SoftmaxKernel*> all_kernels() {
  std::vector<const SoftmaxKernel*> kernels = vector_kernels(Precision::fp32);
  for (const SoftmaxKernel* kernel : vector_kernels(Precision::bf16)) kernels.push_back(kernel);
  return kernels;
}

inline std::string label(const SoftmaxKernel& kernel) {
  std::string name = kernel.name();
  std::erase(name, '-');
  std::ranges::replace(name, ' ', '_');
  return name;
}

}  // namespace megabandit
