#pragma once
// What users see of the rounds of a log and of its actions, and the kernel that it is seen through.

#include <filesystem>

#include "bank/bank.hpp"
#include "log/shard.hpp"
#include "outputs/settings.hpp"
#include "outputs/sight/action_outputs.hpp"
#include "outputs/sight/outputs_of_rounds.hpp"
#include "storage/job.hpp"

namespace megabandit {

struct Sight {
  std::unique_ptr<OutputsOfRounds> rounds;
  RowMatrix<float> actions;    ///< mean outputs of those that this rank needs, [n, e]; of a bank none
  std::shared_ptr<Bank> bank;  ///< null: outputs are those of the log's actions
  Kernel kernel;
  double noise = 0;            ///< sd of outputs around their mean
  double median_distance = 0;  ///< of two outputs
  RowMatrix<float> some;       ///< outputs spread over the catalogue, [m, e]

  double variance() const { return noise * noise; }
  int columns() const { return static_cast<int>(some.cols()); }
  SmoothedKernel smoothed() const { return {kernel, variance(), columns()}; }
};

/// @collective  Clusters of actions, by codes: a partition is a Gaussian kernel on them.
Sight sight_of_clusters(const Job& job, const std::filesystem::path& log, const Catalogue& catalogue);

/// @collective  Outputs of the log's actions: of the catalogue's own slice, or of all. @throws AgreedError
Sight sight_of_outputs(const Job& job, const DensitySettings& settings, const std::filesystem::path& log,
                       const LogShape& shape, const Catalogue& catalogue);

/// @collective  Outputs of the bank that the settings name. The kernel's width is not known before
/// choose_width(). @throws AgreedError
Sight sight_of_bank(const Job& job, const DensitySettings& settings, const std::filesystem::path& log,
                    const LogShape& shape);

/// @local  From the outputs that the bank has for some of these queries. @throws DataError, ConfigError
void choose_width(const DensitySettings& settings, std::vector<std::uint64_t> queries, Sight& sight);

}  // namespace megabandit
