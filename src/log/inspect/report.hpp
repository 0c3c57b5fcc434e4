#pragma once
// What a person wants to know of a log. Bad values are counted, not refused: inspecting is how one finds
// them.

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "log/file/rules.hpp"
#include "log/shard.hpp"
#include "storage/job.hpp"

namespace megabandit {

inline constexpr std::array kQuantiles{0.0, 0.01, 0.25, 0.5, 0.75, 0.99, 1.0};

/// What users saw in the chosen split's rounds without bad values.
struct OutputReport {
  /// Between the outputs of two rounds, Euclidean; of all pairs of a sample of at most 512 rounds. What
  /// bandwidths of kernels are relative to; 0 of a single round.
  double median_distance = 0;
  /// Share of the rounds whose output is the mean of their action in their context, but for rounding; nothing
  /// where the log does not say what the mean is.
  std::optional<double> means;
};

/// All numbers are of the chosen split's rounds without bad values, unless said otherwise.
struct LogReport {
  LogShape shape;                           ///< rounds: all of the split, bad ones too
  std::vector<std::uint64_t> split_rounds;  ///< of each split of the file, bad rounds too
  std::uint64_t good_rounds = 0;

  double reward_min = 0, reward_mean = 0, reward_max = 0;
  double reward_nonzero = 0;  ///< share of rounds
  std::array<double, kQuantiles.size()>
      pscore_quantile{};  ///< smallest pscore that at least this share does not exceed
  /// (sum w)^2 / sum w^2 of w = 1 / pscore; the same as of the weights of a uniform target policy, w = 1 / (K
  /// pscore).
  double effective_rounds = 0;

  std::uint64_t actions_logged = 0;                              ///< actions that were ever taken
  std::uint64_t contexts_seen = 0;                               ///< contexts with a round
  std::uint64_t context_rounds_min = 0, context_rounds_max = 0;  ///< rounds of a context that was seen
  std::uint64_t duplicates =
      0;  ///< rounds equal to an earlier one in context, action, reward, pscore, position and timestamp

  std::optional<OutputReport> outputs;  ///< of a log that says what users saw

  std::vector<Fault> problems;  ///< of the whole file
};

/// @collective  `split` as in ShardOptions. @throws AgreedError when the file is not a log or lacks the
/// split.
LogReport inspect_log(const Job& job, const std::filesystem::path& path, const std::string& split);

}  // namespace megabandit
