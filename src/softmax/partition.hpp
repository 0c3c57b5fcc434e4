#pragma once
// The partition function over a catalogue that may lie on many ranks: shifts, the pass, the sum over threads
// and ranks, and a second pass for queries whose shift turned out too low.

#include <cstddef>
#include <vector>

#include "softmax/catalogue.hpp"

namespace megabandit {

/// What to compute besides log Z.
struct PassRequest {
  RowsView<float> queries{nullptr, 0, 0};  ///< [n, d]; the same on all ranks of the group
  bool mean = false;                       ///< E_pi[row]
  Field field = {};                        ///< not empty: E_pi[u], and with `mean` E_pi[u row] too
};

struct Partition {
  std::vector<double> log_z;    ///< [n]; where scores leave the range of floats not finite, and the rest NaN
  RowMatrix<float> mean;        ///< [n, d] if asked for, else [0, d]
  std::vector<double> field;    ///< E_pi[u], [n] if asked for
  RowMatrix<float> field_mean;  ///< E_pi[u row], [n, d] if asked for
};

/// @collective over catalogue.group  The same bits for any cut of the catalogue over ranks and threads.
Partition partition(const SoftmaxKernel& kernel, const Catalogue& catalogue, const PassRequest& request,
                    std::size_t threads);

}  // namespace megabandit
