#pragma once

#include <filesystem>

#include "config/resolved.hpp"
#include "config/schema.hpp"
#include "density/pivot.hpp"

namespace megabandit {

enum class SeenThrough { nothing, gaussian, uniform, partition };
enum class SeenMode { exact, sparse, sampled, policy };
enum class DensityEstimate { exact, monte_carlo, learned, released };

/// Table [density]: whether rounds are credited by what the user saw, and how.
struct DensitySettings {
  SeenThrough kernel = SeenThrough::nothing;
  double bandwidth = 0;
  double relative_bandwidth = 0.6;
  PivotKind pivot = PivotKind::randomised;
  std::uint64_t pivots = 4;
  std::string logging;
  std::filesystem::path bank;
  SeenMode mode = SeenMode::exact;
  std::uint64_t neighbours = 256;
  std::uint64_t draws = 256;
  DensityEstimate estimate = DensityEstimate::exact;
  std::uint64_t estimate_draws = 100;

  bool on() const { return kernel != SeenThrough::nothing; }
  /// Whether something is summed over lists of actions, for which a rank needs the outputs of all; else the
  /// softmax kernels sum, where the kernel is an exponential of a product.
  bool lists() const;
};

void declare(Schema& schema, DensitySettings& density);

/// What no setting can know of itself. @throws ConfigError, naming where the setting was set
void require_consistent(const DensitySettings& density, const Resolved& resolved);

}  // namespace megabandit
