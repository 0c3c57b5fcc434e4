#include "outputs/make_seen.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "outputs/joined/joined_seen.hpp"
#include "outputs/outputs_of_rounds.hpp"
#include "policy/policy_file.hpp"

namespace megabandit {
namespace {

/// What users see of the actions that this rank holds, and of the rounds.
struct Sight {
  std::unique_ptr<OutputsOfRounds> rounds;
  RowMatrix<float> actions;
  Kernel kernel;
  double variance = 0;  ///< of outputs around their mean
};

// A partition is a Gaussian kernel on a code of the cluster: -1 or 1 for each bit of its number. Codes of two
// clusters are at least 2 apart; this spread makes that a factor below exp(-40).
constexpr double kCodeSpread = 0.05;

RowMatrix<float> codes_of(const std::vector<std::uint32_t>& cluster) {
  const auto bits =
      static_cast<Eigen::Index>(std::bit_width(std::max(1U, *std::ranges::max_element(cluster))));
  RowMatrix<float> codes(static_cast<Eigen::Index>(cluster.size()), bits);
  for (Eigen::Index i = 0; i < codes.rows(); ++i)
    for (Eigen::Index bit = 0; bit < bits; ++bit)
      codes(i, bit) = (cluster[static_cast<std::size_t>(i)] >> bit & 1U) != 0 ? 1.0F : -1.0F;
  return codes;
}

Sight sight_of_clusters(const Job& job, const SeenProblem& problem) {
  const ActionColumns columns = read_actions(job, problem.log);
  Sight sight;
  agree(job.comm, [&] {
    if (columns.cluster.empty())
      throw DataError(
          fmt::format("{}: density.kernel = \"partition\" needs /actions/cluster, which is not there",
                      problem.log.string()));
    const RowMatrix<float> codes = codes_of(columns.cluster);
    const Slice& own = problem.policy.catalogue().slice;
    sight.actions = codes.middleRows(static_cast<Eigen::Index>(own.first), own.rows.rows());
    sight.rounds = outputs_of_actions(codes);
    sight.kernel = {KernelKind::partition, std::sqrt(kCodeSpread)};
  });
  return sight;
}

void check_widths(const SeenProblem& problem, Eigen::Index actions) {
  if (problem.shape.output == 0 || problem.shape.output == static_cast<std::uint64_t>(actions)) return;
  throw DataError(fmt::format("{}: /rounds/output has {} columns, but the outputs of actions have {}",
                              problem.log.string(), problem.shape.output, actions));
}

// The median distance of two outputs: of actions spread over the catalogue, with the noise of both.
double median_distance(const Catalogue& outputs, double noise) {
  std::vector<double> squares;
  const RowMatrix<double> rows = outputs.landmarks.cast<double>();
  for (Eigen::Index i = 0; i < rows.rows(); ++i)
    for (Eigen::Index j = 0; j < i; ++j) squares.push_back((rows.row(i) - rows.row(j)).squaredNorm());
  if (squares.empty()) return 0;
  const auto middle = squares.begin() + static_cast<std::ptrdiff_t>(squares.size() / 2);
  std::nth_element(squares.begin(), middle, squares.end());
  return std::sqrt(*middle + 2 * static_cast<double>(rows.cols()) * noise * noise);
}

double bandwidth_of(const DensitySettings& settings, const Catalogue& outputs, double noise) {
  if (settings.bandwidth > 0) return settings.bandwidth;
  const double median = median_distance(outputs, noise);
  if (!(median > 0))
    throw ConfigError(
        "density.bandwidth is 0 (relative to the median distance of two outputs), but most outputs are "
        "the same: set a width above 0");
  return settings.relative_bandwidth * median;
}

Sight sight_of_outputs(const Job& job, const DensitySettings& settings, const SeenProblem& problem) {
  const Catalogue& catalogue = problem.policy.catalogue();
  const Range own{catalogue.slice.first,
                  catalogue.slice.first + static_cast<std::uint64_t>(catalogue.slice.rows.rows())};
  const bool logged = problem.shape.output > 0;
  RowMatrix<float> read =
      read_action_outputs(job, problem.log, logged ? own : Range{0, problem.policy.shape().actions});
  Sight sight;
  agree(job.comm, [&] { check_widths(problem, read.cols()); });
  agree_on_parts(job.comm, [&] {
    sight.variance = problem.shape.output_noise * problem.shape.output_noise;
    sight.actions = logged ? std::move(read)
                           : RowMatrix<float>(read.middleRows(static_cast<Eigen::Index>(own.first),
                                                              catalogue.slice.rows.rows()));
    sight.rounds = logged ? logged_outputs(problem.shape.output) : outputs_of_actions(std::move(read));
    const Catalogue outputs = make_catalogue(
        {RowsView<float>(sight.actions.data(), sight.actions.rows(), sight.actions.cols()), own.first},
        catalogue.actions, catalogue.group);
    const auto kind = settings.kernel == SeenThrough::gaussian ? KernelKind::gaussian : KernelKind::uniform;
    sight.kernel = {kind, bandwidth_of(settings, outputs, problem.shape.output_noise)};
  });
  return sight;
}

void check_logging(const DensitySettings& settings, const SeenProblem& problem, const Policy& logging) {
  const PolicyShape &shape = logging.shape(), &own = problem.policy.shape();
  if (shape.actions == own.actions && shape.tower.features == own.tower.features) return;
  throw ConfigError(fmt::format(
      "density.logging: {} is a policy of {} actions and contexts of {} features, but the log has {} and {}",
      settings.logging, shape.actions, shape.tower.features, own.actions, own.tower.features));
}

// The rows of its table that this rank holds of the learned policy's.
std::unique_ptr<Policy> cut_like(const Policy& whole, const Catalogue& catalogue) {
  const auto first = static_cast<Eigen::Index>(catalogue.slice.first);
  auto policy = std::make_unique<Policy>(
      whole.shape(), TablePart{whole.table().middleRows(first, catalogue.slice.rows.rows()),
                               catalogue.slice.first, catalogue.group});
  policy->set_tower(whole.tower_part());
  return policy;
}

std::unique_ptr<Policy> logging_policy(const Job& job, const DensitySettings& settings,
                                       const SeenProblem& problem) {
  agree(job.comm, [&] {
    if (settings.logging.empty())
      throw ConfigError(
          "density.logging is not set: what users might have seen needs the probability of every action, not "
          "only of "
          "the one logged. Name the policy that logged (a file such as `simulate` writes, or a run "
          "directory), learn "
          "it from the log with objective.kind = \"bc\", or say \"uniform\"");
  });
  if (settings.logging == "uniform") return nullptr;
  const SavedPolicy saved = load_policy(job, settings.logging);
  std::unique_ptr<Policy> policy;
  agree(job.comm, [&] { check_logging(settings, problem, saved.policy); });
  agree_on_parts(job.comm, [&] { policy = cut_like(saved.policy, problem.policy.catalogue()); });
  return policy;
}

std::string summary_of(const DensitySettings& settings, const Sight& sight, const Pivots& pivots) {
  const std::string seen =
      settings.kernel == SeenThrough::partition
          ? "clusters of actions"
          : fmt::format("{} kernel of width {:.4g}",
                        settings.kernel == SeenThrough::gaussian ? "Gaussian" : "uniform",
                        sight.kernel.bandwidth);
  return fmt::format("{}, {} pivot{} of a round in a pass, logged by {}", seen, pivots.of_a_pass(),
                     pivots.of_a_pass() == 1 ? "" : "s", settings.logging);
}

}  // namespace

MadeSeen make_seen(const Job& job, const DensitySettings& settings, const SeenProblem& problem) {
  std::unique_ptr<Policy> logging = logging_policy(job, settings, problem);
  Sight sight = settings.kernel == SeenThrough::partition ? sight_of_clusters(job, problem)
                                                          : sight_of_outputs(job, settings, problem);
  const Pivots pivots(settings, sight.kernel, problem.seed, problem.use);
  MadeSeen made{nullptr, summary_of(settings, sight, pivots)};
  const double spread = sight.kernel.bandwidth * sight.kernel.bandwidth + sight.variance;
  agree_on_parts(job.comm, [&] {
    made.seen = make_joined_seen(problem.policy, {.looking = {std::move(sight.rounds), pivots},
                                                  .outputs = {std::move(sight.actions), spread},
                                                  .logging = std::move(logging),
                                                  .kernel = &problem.kernel,
                                                  .posterior = problem.posterior});
  });
  return made;
}

}  // namespace megabandit
