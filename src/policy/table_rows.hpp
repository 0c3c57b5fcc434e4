#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/ids.hpp"
#include "softmax/catalogue.hpp"

namespace megabandit {

/// The rows of some actions, wherever they are: where the catalogue is cut over ranks, each brings those that
/// it holds.
class TableRows {
 public:
  TableRows() = default;
  /// @collective over the catalogue's group  `actions`, with repetitions, are the same on all its ranks.
  /// Refers to the catalogue.
  TableRows(const Catalogue& catalogue, std::span<const ActionId> actions);

  /// Those of actions [first, first + count) of the ones that were asked for.
  TableRows some(std::size_t first, std::size_t count) const;

  /// The row of the i-th of the actions that were asked for, [columns].
  auto operator[](std::size_t i) const {
    return Eigen::Map<const Eigen::RowVectorXf>(rows_ + row_[i] * columns_,
                                                static_cast<Eigen::Index>(columns_));
  }

 private:
  const float* rows_ = nullptr;
  std::uint64_t columns_ = 0;
  std::vector<std::uint32_t> row_;                     // of each action
  std::shared_ptr<const std::vector<float>> fetched_;  // from all ranks
};

}  // namespace megabandit
