#include "outputs/make_seen.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "outputs/doubts/log_sample.hpp"
#include "outputs/joined/joined_density.hpp"
#include "outputs/joined/joined_seen.hpp"
#include "outputs/listed/listed_density.hpp"
#include "outputs/listed/listed_seen.hpp"
#include "outputs/logging/logging_policy.hpp"
#include "outputs/logging/logging_scores.hpp"
#include "outputs/marginal/monte_carlo.hpp"
#include "outputs/marginal/network_density.hpp"
#include "outputs/sight/sight.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kDoubted = 1000;      // rounds that are looked at before the first step
constexpr std::uint64_t kTrained = 4096;      // whose contexts a network is trained on
constexpr std::uint64_t kBetterDraws = 1000;  // of a density that doubts the network's, at least

bool by_network(const DensitySettings& settings) {
  return settings.estimate == DensityEstimate::learned || settings.estimate == DensityEstimate::released;
}

std::string summary_of(const DensitySettings& settings, const Sight& sight, const Pivots& pivots) {
  const Kernel& kernel = sight.kernel;
  std::string seen = "clusters of actions";
  if (kernel.kind != KernelKind::partition) {
    seen = fmt::format("a {} kernel of width {:.4g}",
                       kernel.kind == KernelKind::gaussian ? "Gaussian" : "uniform", kernel.bandwidth);
    if (sight.median_distance > 0)
      seen += fmt::format(" ({:.2g} of the median distance of outputs)",
                          kernel.bandwidth / sight.median_distance);
  }
  return fmt::format("{}, {} pivot{} of a round in a pass, logged by {}", seen, pivots.of_a_pass(),
                     pivots.of_a_pass() == 1 ? "" : "s", settings.logging);
}

/// @collective
Sight sight_of(const Job& job, const DensitySettings& settings, const SeenProblem& problem) {
  const Catalogue& catalogue = problem.policy.catalogue();
  const LogShape& shape = problem.shard.shape();
  if (!settings.bank.empty()) return sight_of_bank(job, settings, problem.log, shape);
  if (settings.kernel == SeenThrough::partition) return sight_of_clusters(job, problem.log, catalogue);
  return sight_of_outputs(job, settings, problem.log, shape, catalogue);
}

std::vector<std::uint64_t> queries_of(const LogSample& sample) {
  std::vector<std::uint64_t> queries;
  for (Eigen::Index i = 0; i < sample.output.rows(); ++i)
    queries.push_back(static_cast<std::uint64_t>(sample.output(i, sample.output.cols() - 1)));
  return queries;
}

/// What a way of seeing is made of.
class Making {
 public:
  Making(const DensitySettings& settings, const SeenProblem& problem, std::shared_ptr<const Policy> logging,
         Sight sight, const LogSample& doubted, const LogSample& trained)
      : settings_(settings),
        problem_(problem),
        logging_(std::move(logging)),
        sight_(std::move(sight)),
        pivots_(settings, sight_.kernel, problem.seed, problem.use),
        sample_(panel_of(doubted, problem.policy, pivots_)),
        trained_(panel_of(trained, problem.policy, pivots_)) {
    made_.summary = summary_of(settings, sight_, pivots_);
  }

  /// @collective over the catalogue's group
  MadeSeen make() {
    doubt(doubt_logging(settings_.logging, sample_.pscore,
                        log_logging_chances(logging_.get(), problem_.kernel, scoring(), sample_)));
    doubt(doubt_outputs(settings_, problem_.shard.shape()));
    if (sight_.kernel.kind != KernelKind::partition) look_through_kernel();
    if (joins()) {
      made_.seen = make_joined_seen(problem_.policy, {.looking = looking(),
                                                      .outputs = output_table(),
                                                      .logging = logging_,
                                                      .kernel = &problem_.kernel,
                                                      .support = support_,
                                                      .density = density()});
    } else {
      auto estimate = density();
      auto listed = candidates();
      made_.seen = make_listed_seen({.looking = looking(),
                                     .bank = sight_.bank,
                                     .candidates = std::move(listed),
                                     .logging = logging_,
                                     .kernel = &problem_.kernel,
                                     .support = support_,
                                     .density = std::move(estimate)});
    }
    return std::move(made_);
  }

 private:
  Scoring scoring() const {
    return {.policy = problem_.policy, .kernel = problem_.kernel, .threads = problem_.threads};
  }
  // Softmax kernels sum what is seen.
  bool joins() const {
    return settings_.mode == SeenMode::exact && sight_.bank == nullptr && !settings_.lists();
  }
  Looking looking() { return {std::move(sight_.rounds), pivots_}; }
  OutputTable output_table() const {
    return {sight_.actions, sight_.kernel.bandwidth * sight_.kernel.bandwidth + sight_.variance()};
  }
  SeenActions seen_actions() const { return {sight_.actions, sight_.smoothed()}; }
  void doubt(std::vector<Doubt> doubts) {
    for (Doubt& one : doubts) made_.doubts.push_back(std::move(one));
  }

  void look_through_kernel() {
    const SmoothedKernel kernel = sight_.smoothed();
    support_.log_density_floor = log_density_floor(kernel, settings_.pivot, sight_.noise, sight_.columns());
    doubt(doubt_width(settings_, kernel, sight_.some, problem_.policy.shape().actions));
    const Catalogue& catalogue = problem_.policy.catalogue();
    const bool all = settings_.lists();
    outputs_ = sight_.bank ? outputs_of_bank(*sight_.bank, kernel, catalogue.group)
                           : outputs_around_means({sight_.actions, all ? 0 : catalogue.slice.first,
                                                   all ? nullptr : catalogue.group},
                                                  sight_.noise, kernel);
  }

  std::unique_ptr<MarginalDensity> monte_carlo(std::uint64_t draws) const {
    return monte_carlo_density({logging_, problem_.kernel}, outputs_, draws, problem_.seed);
  }

  /// Null: as the way of seeing sums itself.
  std::unique_ptr<MarginalDensity> density() {
    if (settings_.estimate == DensityEstimate::monte_carlo)
      return kept(monte_carlo(settings_.estimate_draws));
    if (by_network(settings_)) return kept(network());
    if (settings_.mode != SeenMode::policy) return nullptr;
    if (sight_.bank) return kept(listed_density(sight_.bank, all(), logging_, problem_.kernel));
    if (settings_.lists()) return kept(listed_density(nullptr, all(), logging_, problem_.kernel));
    return kept(std::make_unique<JoinedDensity>(problem_.policy.catalogue(), output_table(), logging_,
                                                problem_.kernel, 0));
  }

  // Doubted by what Monte Carlo says.
  std::unique_ptr<MarginalDensity> network() {
    const auto form =
        settings_.estimate == DensityEstimate::learned ? DensityForm::logarithm : DensityForm::kernel_values;
    auto network = network_density(scoring(), trained_, form,
                                   {.logging = {logging_, problem_.kernel},
                                    .outputs = outputs_,
                                    .pivot = settings_.pivot,
                                    .draws = settings_.estimate_draws,
                                    .seed = problem_.seed});
    doubt(doubt_estimate(
        network->log_rho(scoring(), sample_),
        monte_carlo(std::max(settings_.estimate_draws, kBetterDraws))->log_rho(scoring(), sample_)));
    return network;
  }

  std::unique_ptr<Candidates> all() const {
    return sight_.bank ? bank_candidates(*sight_.bank, sight_.smoothed()) : all_candidates(seen_actions());
  }

  std::unique_ptr<Candidates> candidates() const {
    switch (settings_.mode) {
      case SeenMode::sparse:
        return nearest_candidates(seen_actions(), settings_.neighbours, problem_.kernel);
      case SeenMode::sampled:
        return drawn_candidates(seen_actions(), settings_.neighbours, settings_.draws, problem_.seed,
                                problem_.kernel);
      case SeenMode::policy:
        return policy_candidates(outputs_, settings_.draws, problem_.seed, problem_.kernel);
      case SeenMode::exact:
        break;
    }
    return all();
  }

  const DensitySettings& settings_;
  const SeenProblem& problem_;
  std::shared_ptr<const Policy> logging_;
  Sight sight_;
  Pivots pivots_;
  Panel sample_;   // that is doubted
  Panel trained_;  // whose contexts a network is trained on
  Support support_{.posterior = problem_.posterior};
  std::shared_ptr<const ActionOutputs> outputs_;  // null: of a partition
  MadeSeen made_;
};

}  // namespace

MadeSeen make_seen(const Job& job, const DensitySettings& settings, const SeenProblem& problem) {
  std::shared_ptr<const Policy> logging = logging_policy(job, settings.logging, problem.policy);
  Sight sight = sight_of(job, settings, problem);
  LogSample doubted, trained;
  agree_on_parts(job.comm, [&] {
    doubted = sample_log(problem.shard, problem.log_ranks, *sight.rounds, kDoubted);
    if (by_network(settings)) trained = sample_log(problem.shard, problem.log_ranks, *sight.rounds, kTrained);
    if (sight.bank != nullptr)
      agree(problem.log_ranks, [&] { choose_width(settings, queries_of(doubted), sight); });
  });
  MadeSeen made;
  agree_on_parts(job.comm, [&] {
    made = Making(settings, problem, std::move(logging), std::move(sight), doubted, trained).make();
  });
  return made;
}

}  // namespace megabandit
