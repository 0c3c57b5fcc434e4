#pragma once
// The tower sees a context: features in, a query out. In double: its cost vanishes beside the softmax over
// the catalogue.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/matrix.hpp"
#include "config/run/policy_settings.hpp"

namespace megabandit {

struct TowerShape {
  TowerKind kind{};
  std::uint64_t features = 0;         ///< of a context
  std::uint64_t columns = 0;          ///< of a query
  std::vector<std::uint64_t> hidden;  ///< widths of the MLP's hidden layers
};

/// What a tower computed for some contexts, kept for the way back. Row i belongs to context i throughout.
struct TowerPass {
  RowMatrix<double> input;                ///< [n, features]
  std::vector<RowMatrix<double>> hidden;  ///< activations of the hidden layers, [n, width]
  RowMatrix<double> output;               ///< [n, columns]
};

/// Parameters are one flat array, so that optimisers, tallies and files need not know the layers. @local
/// throughout.
class Tower {
 public:
  virtual ~Tower() = default;
  virtual std::uint64_t parameters() const = 0;
  /// A start: `scale` times standard normal numbers for a linear tower; an MLP's layers are scaled by sqrt(2
  /// / inputs) besides.
  virtual void initialise(std::span<double> parameters, std::uint64_t seed, double scale) const = 0;
  /// Fills hidden and output from pass.input.
  virtual void forward(std::span<const double> parameters, TowerPass& pass) const = 0;
  /// Adds the gradient of sum(d_output * output) to `gradient`.
  virtual void backward(std::span<const double> parameters, const TowerPass& pass,
                        const RowMatrix<double>& d_output, std::span<double> gradient) const = 0;
};

/// @throws ConfigError when the shape makes no sense (identity with features != columns).
std::unique_ptr<Tower> make_tower(const TowerShape& shape);

}  // namespace megabandit
