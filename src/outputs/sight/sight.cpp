#include "outputs/sight/sight.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "density/bandwidth.hpp"

namespace megabandit {
namespace {

KernelKind kernel_kind(const DensitySettings& settings) {
  return settings.kernel == SeenThrough::uniform ? KernelKind::uniform : KernelKind::gaussian;
}

double width(const DensitySettings& settings, double median) {
  if (settings.bandwidth > 0) return settings.bandwidth;
  if (median > 0) return settings.relative_bandwidth * median;
  throw ConfigError(
      "density.bandwidth is 0 (relative to the median distance of two outputs), but most outputs are the "
      "same: set a width above 0");
}

// The rows that this rank needs: those of its own actions for softmax kernels, all for lists.
Catalogue catalogue_of(const RowMatrix<float>& outputs, const Catalogue& policy, bool own_only) {
  const RowsView<float> rows(outputs.data(), outputs.rows(), outputs.cols());
  return own_only ? make_catalogue({rows, policy.slice.first}, policy.actions, policy.group)
                  : make_catalogue({rows, 0}, policy.actions, nullptr);
}

double median_of(const RowMatrix<float>& outputs) {
  return median_distance(RowsView<float>(outputs.data(), outputs.rows(), outputs.cols()), 0);
}

}  // namespace

Sight sight_of_outputs(const Job& job, const DensitySettings& settings, const std::filesystem::path& log,
                       const LogShape& shape, const Catalogue& catalogue) {
  const auto first = catalogue.slice.first, count = static_cast<std::uint64_t>(catalogue.slice.rows.rows());
  const bool logged = shape.output > 0, own_only = !settings.lists();
  const Range rows = logged && own_only ? Range{first, first + count} : Range{0, catalogue.actions};
  RowMatrix<float> read = read_action_outputs(job, log, rows);
  Sight sight;
  agree_on_parts(job.comm, [&] {
    sight.noise = shape.output_noise;
    sight.actions = read.middleRows(static_cast<Eigen::Index>(own_only ? first - rows.first : 0),
                                    own_only ? static_cast<Eigen::Index>(count) : read.rows());
    sight.rounds = logged ? logged_outputs(shape.output) : outputs_of_actions(std::move(read));
    sight.some = catalogue_of(sight.actions, catalogue, own_only).landmarks;
    sight.median_distance =
        std::hypot(median_of(sight.some), sight.noise * std::sqrt(2 * static_cast<double>(sight.columns())));
    sight.kernel = {kernel_kind(settings), width(settings, sight.median_distance)};
  });
  return sight;
}

namespace {

void check_bank(const DensitySettings& settings, const std::string& log, const LogShape& shape,
                const BankShape& bank) {
  const std::string file = settings.bank.string();
  if (shape.output == 0)
    throw DataError(
        fmt::format("{}: there is no /rounds/output, what users saw, to compare with {}", log, file));
  if (shape.queries == 0)
    throw DataError(
        fmt::format("{}: there is no /contexts/query, which says where in {} to look", log, file));
  if (bank.columns != shape.output)
    throw DataError(fmt::format(
        "{}: outputs have {} columns, but /rounds/output of {} has {}: make both with the same embedding",
        file, bank.columns, log, shape.output));
  if (bank.actions != shape.actions || bank.queries < shape.queries)
    throw DataError(
        fmt::format("{}: has outputs of {} queries and {} actions, but {} has {} and {}; generate it for all "
                    "queries and actions of this log",
                    file, bank.queries, bank.actions, log, shape.queries, shape.actions));
}

}  // namespace

Sight sight_of_bank(const Job& job, const DensitySettings& settings, const std::filesystem::path& log,
                    const LogShape& shape) {
  Sight sight;
  sight.bank = open_bank(job, settings.bank);
  agree(job.comm, [&] { check_bank(settings, log.string(), shape, sight.bank->shape()); });
  sight.rounds = with_query(logged_outputs(shape.output));
  return sight;
}

void choose_width(const DensitySettings& settings, std::vector<std::uint64_t> queries, Sight& sight) {
  constexpr std::size_t most = 8;
  std::ranges::sort(queries);
  const auto repeated = std::ranges::unique(queries);
  queries.erase(repeated.begin(), repeated.end());
  const std::size_t count = std::min(most, queries.size());
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const RowsView<float> outputs = sight.bank->outputs(queries[i * queries.size() / count]);
    sum += median_distance(outputs, 0);
    if (i == 0) {
      const Catalogue all = make_catalogue({outputs, 0}, static_cast<std::uint64_t>(outputs.rows()), nullptr);
      sight.some = all.landmarks;
    }
  }
  if (count > 0) sight.median_distance = sum / static_cast<double>(count);
  sight.kernel = {kernel_kind(settings), width(settings, sight.median_distance)};
}

}  // namespace megabandit
