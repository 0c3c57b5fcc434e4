#include "outputs/make_seen.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "density/bandwidth.hpp"
#include "outputs/joined/joined_seen.hpp"
#include "outputs/listed/listed_seen.hpp"
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

// Softmax kernels sum over all actions where the kernel is an exponential of a product.
bool joins(const DensitySettings& settings) {
  return settings.mode == SeenMode::exact && settings.kernel != SeenThrough::uniform;
}

KernelKind kernel_kind(const DensitySettings& settings) {
  return settings.kernel == SeenThrough::uniform ? KernelKind::uniform : KernelKind::gaussian;
}

double known_median(double distance) {
  if (distance > 0) return distance;
  throw ConfigError(
      "density.bandwidth is 0 (relative to the median distance of two outputs), but most outputs are the "
      "same: set a "
      "width above 0");
}

// Relative to the distance of outputs of actions spread over the catalogue, with the noise of both.
double bandwidth_of(const DensitySettings& settings, const Catalogue& outputs, double noise) {
  if (settings.bandwidth > 0) return settings.bandwidth;
  const RowMatrix<float>& some = outputs.landmarks;
  const double means = median_distance(RowsView<float>(some.data(), some.rows(), some.cols()), 0);
  return settings.relative_bandwidth *
         known_median(std::hypot(means, noise * std::sqrt(2 * static_cast<double>(some.cols()))));
}

// The rows that this rank needs: those of its own actions for softmax kernels, all for lists.
Catalogue catalogue_of(const RowMatrix<float>& outputs, const Catalogue& policy, bool own_only) {
  const RowsView<float> rows(outputs.data(), outputs.rows(), outputs.cols());
  return own_only ? make_catalogue({rows, policy.slice.first}, policy.actions, policy.group)
                  : make_catalogue({rows, 0}, policy.actions, nullptr);
}

/// @collective
Sight sight_of_outputs(const Job& job, const DensitySettings& settings, const SeenProblem& problem) {
  const Catalogue& catalogue = problem.policy.catalogue();
  const auto first = catalogue.slice.first, count = static_cast<std::uint64_t>(catalogue.slice.rows.rows());
  const bool logged = problem.shape.output > 0, own_only = joins(settings);
  const Range rows = logged && own_only ? Range{first, first + count} : Range{0, catalogue.actions};
  RowMatrix<float> read = read_action_outputs(job, problem.log, rows);
  Sight sight;
  agree_on_parts(job.comm, [&] {
    const double noise = problem.shape.output_noise;
    sight.variance = noise * noise;
    sight.actions = read.middleRows(static_cast<Eigen::Index>(own_only ? first - rows.first : 0),
                                    own_only ? static_cast<Eigen::Index>(count) : read.rows());
    sight.rounds = logged ? logged_outputs(problem.shape.output) : outputs_of_actions(std::move(read));
    sight.kernel = {kernel_kind(settings),
                    bandwidth_of(settings, catalogue_of(sight.actions, catalogue, own_only), noise)};
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
          "only of the one logged. Name the policy that logged (a file such as `simulate` writes, or a run "
          "directory), learn it from the log with objective.kind = \"bc\", or say \"uniform\"");
  });
  if (settings.logging == "uniform") return nullptr;
  const SavedPolicy saved = load_policy(job, settings.logging);
  std::unique_ptr<Policy> policy;
  agree(job.comm, [&] { check_logging(settings, problem, saved.policy); });
  agree_on_parts(job.comm, [&] { policy = cut_like(saved.policy, problem.policy.catalogue()); });
  return policy;
}

std::string summary_of(const DensitySettings& settings, const Kernel& kernel, const Pivots& pivots) {
  const std::string seen =
      kernel.kind == KernelKind::partition
          ? "clusters of actions"
          : fmt::format("a {} kernel of width {:.4g}",
                        kernel.kind == KernelKind::gaussian ? "Gaussian" : "uniform", kernel.bandwidth);
  return fmt::format("{}, {} pivot{} of a round in a pass, logged by {}", seen, pivots.of_a_pass(),
                     pivots.of_a_pass() == 1 ? "" : "s", settings.logging);
}

struct Making {
  const DensitySettings& settings;
  const SeenProblem& problem;
  Looking looking;
  std::unique_ptr<Policy> logging;
  double log_density_floor = -std::numeric_limits<double>::infinity();
};

std::unique_ptr<Seen> make_joined(Making making, Sight sight) {
  const double spread = sight.kernel.bandwidth * sight.kernel.bandwidth + sight.variance;
  return make_joined_seen(making.problem.policy, {.looking = std::move(making.looking),
                                                  .outputs = {std::move(sight.actions), spread},
                                                  .logging = std::move(making.logging),
                                                  .kernel = &making.problem.kernel,
                                                  .posterior = making.problem.posterior,
                                                  .log_density_floor = making.log_density_floor});
}

std::unique_ptr<Candidates> candidates_of(const Making& making, SeenActions actions) {
  const DensitySettings& settings = making.settings;
  const SoftmaxKernel& kernel = making.problem.kernel;
  if (settings.mode == SeenMode::sparse)
    return nearest_candidates(std::move(actions), settings.neighbours, kernel);
  if (settings.mode == SeenMode::sampled)
    return drawn_candidates(std::move(actions), settings.neighbours, settings.draws, making.problem.seed,
                            kernel);
  return all_candidates(std::move(actions));
}

std::unique_ptr<Seen> make_listed(Making making, std::unique_ptr<Bank> bank,
                                  std::unique_ptr<Candidates> candidates) {
  return make_listed_seen({.looking = std::move(making.looking),
                           .bank = std::move(bank),
                           .candidates = std::move(candidates),
                           .logging = std::move(making.logging),
                           .kernel = &making.problem.kernel,
                           .posterior = making.problem.posterior,
                           .log_density_floor = making.log_density_floor});
}

// The share of all actions that a pivot meets (DSO specification 5.3), from actions spread over the
// catalogue.
double mean_participation(const SmoothedKernel& kernel, const RowMatrix<float>& outputs) {
  const RowsView<float> all(outputs.data(), outputs.rows(), outputs.cols());
  const Catalogue spread = make_catalogue({all, 0}, static_cast<std::uint64_t>(outputs.rows()), nullptr);
  const RowMatrix<double> rows = spread.landmarks.cast<double>();
  const auto others = static_cast<double>(rows.rows() - 1);
  const std::vector<double> even(static_cast<std::size_t>(rows.rows() - 1), -std::log(others));
  double sum = 0;
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    std::vector<double> log_kappa;
    for (Eigen::Index j = 0; j < rows.rows(); ++j)
      if (j != i) log_kappa.push_back(kernel.log_value((rows.row(i) - rows.row(j)).squaredNorm()));
    sum += participation(even, log_kappa);
  }
  return sum / static_cast<double>(rows.rows());
}

std::string doubt_of(const DensitySettings& settings, const SmoothedKernel& kernel,
                     const RowMatrix<float>& outputs) {
  if (settings.mode != SeenMode::sparse || outputs.rows() < 2) return "";
  const auto actions = static_cast<std::uint64_t>(outputs.rows());
  const double share = mean_participation(kernel, outputs);
  if (settings.neighbours >= actions || sparse_enough(share, actions, settings.neighbours)) return "";
  return fmt::format(
      "the kernel meets about {:.0f} of {} actions at once, but density.neighbours is {}: what lies further "
      "away is "
      "missed; set density.mode = \"exact\", at least {:.0f} neighbours, or a narrower kernel",
      share * static_cast<double>(actions), actions, settings.neighbours,
      4 * share * static_cast<double>(actions));
}

/// @collective
MadeSeen make_of_actions(const Job& job, const DensitySettings& settings, const SeenProblem& problem) {
  std::unique_ptr<Policy> logging = logging_policy(job, settings, problem);
  Sight sight = settings.kernel == SeenThrough::partition ? sight_of_clusters(job, problem)
                                                          : sight_of_outputs(job, settings, problem);
  const Pivots pivots(settings, sight.kernel, problem.seed, problem.use);
  MadeSeen made{nullptr, summary_of(settings, sight.kernel, pivots), ""};
  agree_on_parts(job.comm, [&] {
    Making making{settings, problem, {std::move(sight.rounds), pivots}, std::move(logging)};
    if (settings.kernel == SeenThrough::partition) {
      made.seen = make_joined(std::move(making), std::move(sight));
      return;
    }
    const int columns = static_cast<int>(sight.actions.cols());
    const SmoothedKernel kernel(sight.kernel, sight.variance, columns);
    making.log_density_floor = log_density_floor(kernel, settings.pivot, std::sqrt(sight.variance), columns);
    if (joins(settings)) {
      made.seen = make_joined(std::move(making), std::move(sight));
      return;
    }
    made.doubt = doubt_of(settings, kernel, sight.actions);
    auto candidates = candidates_of(making, {std::move(sight.actions), kernel});
    made.seen = make_listed(std::move(making), nullptr, std::move(candidates));
  });
  return made;
}

void check_bank(const DensitySettings& settings, const SeenProblem& problem, const BankShape& bank) {
  const std::string log = problem.log.string(), file = settings.bank.string();
  if (problem.shape.output == 0)
    throw DataError(
        fmt::format("{}: there is no /rounds/output, what users saw, to compare with {}", log, file));
  if (problem.shape.queries == 0)
    throw DataError(
        fmt::format("{}: there is no /contexts/query, which says where in {} to look", log, file));
  if (bank.columns != problem.shape.output)
    throw DataError(fmt::format("{}: outputs have {} columns, but /rounds/output of {} has {}", file,
                                bank.columns, log, problem.shape.output));
  if (bank.actions != problem.shape.actions || bank.queries < problem.shape.queries)
    throw DataError(fmt::format("{}: has outputs of {} queries and {} actions, but {} has {} and {}", file,
                                bank.queries, bank.actions, log, problem.shape.queries,
                                problem.shape.actions));
}

double bandwidth_of(const DensitySettings& settings, const Bank& bank) {
  if (settings.bandwidth > 0) return settings.bandwidth;
  return settings.relative_bandwidth * known_median(median_distance(bank.outputs(0), 0));
}

/// @collective
MadeSeen make_of_bank(const Job& job, const DensitySettings& settings, const SeenProblem& problem) {
  std::unique_ptr<Policy> logging = logging_policy(job, settings, problem);
  std::unique_ptr<Bank> bank = open_bank(job, settings.bank);
  MadeSeen made;
  agree(job.comm, [&] {
    check_bank(settings, problem, bank->shape());
    const Kernel kernel{kernel_kind(settings), bandwidth_of(settings, *bank)};
    const Pivots pivots(settings, kernel, problem.seed, problem.use);
    made.summary = summary_of(settings, kernel, pivots);
    const int columns = static_cast<int>(bank->shape().columns);
    const SmoothedKernel seen(kernel, 0, columns);
    auto candidates = bank_candidates(*bank, seen);
    made.seen = make_listed({settings,
                             problem,
                             {with_query(logged_outputs(problem.shape.output)), pivots},
                             std::move(logging),
                             log_density_floor(seen, settings.pivot, 0, columns)},
                            std::move(bank), std::move(candidates));
  });
  return made;
}

}  // namespace

MadeSeen make_seen(const Job& job, const DensitySettings& settings, const SeenProblem& problem) {
  return settings.bank.empty() ? make_of_actions(job, settings, problem)
                               : make_of_bank(job, settings, problem);
}

}  // namespace megabandit
