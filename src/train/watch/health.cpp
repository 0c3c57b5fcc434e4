#include "train/watch/health.hpp"

#include <cmath>

#include <fmt/format.h>

namespace megabandit {
namespace {

constexpr double kPlateau = 1e-2;  // damping below this: credits are mostly lost
constexpr double kUnsupported = 0.5;
constexpr const char* kDamp = "try objective.kind = \"cips\" with a larger tau, or \"clpi\"";
constexpr const char* kWiden =
    "set a larger density.bandwidth or density.relative_bandwidth, so that more rounds speak for an action, "
    "or a smaller limit of objective.kind = \"tis\"; where density.estimate is not \"exact\", more of "
    "density.estimate_draws";
constexpr const char* kTrustTheModel =
    "the model of the reward decides the rest; try a smaller limit of objective.kind = \"dr\"";
constexpr double kCollapse = 1e-2;  // effective share of the live rounds below this: a few rounds decide

// What is undefined says what the objective is.
const char* how_to_spread_weights(const StepDone& epoch) {
  if (!std::isfinite(epoch.damping)) return kTrustTheModel;
  return std::isfinite(epoch.unsupported) ? kWiden : kDamp;
}

}  // namespace

std::optional<Warning> judge_epoch(const StepDone& epoch, double live_rounds) {
  if (epoch.damping < kPlateau)
    return Warning{
        epoch.step, "plateau",
        fmt::format(
            "the policy gives the logged actions so little probability that {:.2g} of the credit is left: "
            "this objective learns in steps that small; try objective.kind = \"clpi\", or a larger learning "
            "rate",
            epoch.damping)};
  if (epoch.ess < kCollapse * live_rounds)
    return Warning{epoch.step, "weight collapse",
                   fmt::format("{:.3g} rounds weigh as much as all {:.3g} that count: a few rounds decide "
                               "what is learned; {}",
                               epoch.ess, live_rounds, how_to_spread_weights(epoch))};
  return std::nullopt;
}

std::optional<Warning> judge_support(const StepDone& epoch) {
  if (!(epoch.unsupported > kUnsupported)) return std::nullopt;
  return Warning{
      epoch.step, "unsupported outputs",
      fmt::format("{:.0f} % of the rounds teach nothing: the logging policy makes nothing within the "
                  "kernel's width of what users saw; set a larger density.bandwidth, or look whether "
                  "outputs of rounds and of actions are of one kind (megabandit inspect)",
                  100 * epoch.unsupported)};
}

std::optional<Warning> judge_normaliser(const Normaliser* normaliser, const Objective& objective) {
  if (normaliser == nullptr || objective.concave()) return std::nullopt;
  return Warning{
      .step = 0,
      .name = "sampled weights",
      .text = fmt::format(
          "the objective `{}` weighs a round by its action's probability, which the normaliser `{}` "
          "estimates too high on average, and a small pscore enlarges the error: watch "
          "normaliser_error, or take normaliser.kind = \"exact\" or objective.kind = \"clpi\"",
          objective.name(), normaliser->name())};
}

std::optional<Warning> judge_places(const std::vector<RankPlace>& places, std::size_t threads) {
  for (std::size_t rank = 0; rank < places.size(); ++rank) {
    const std::size_t cpus = count_cpus(places[rank].cpus);
    if (cpus == 0 || threads <= cpus) continue;
    return Warning{.step = 0,
                   .name = "few cpus",
                   .text = fmt::format(
                       "run.threads is {}, but rank {} on {} may use only {} of the cpus ({}), "
                       "so threads take turns; ask for a wider binding (mpirun --map-by "
                       "slot:PE={}, srun --cpus-per-task={}), or set run.threads to {}",
                       threads, rank, places[rank].host, cpus, places[rank].cpus, threads, threads, cpus)};
  }
  return std::nullopt;
}

std::optional<Warning> judge_certificate(const OptimizerSettings& optimizer, bool concave, double l2) {
  if (asks_of(optimizer) == Asks::gradients || !concave || l2 > 0) return std::nullopt;
  return Warning{.step = 0,
                 .name = "no certificate",
                 .text =
                     "objective.l2 is 0, so nothing bounds how far below the optimum the run ends, and the "
                     "optimum may lie at infinity; set objective.l2 above 0 to have the gap certified"};
}

std::optional<Warning> judge_precision(const OptimizerSettings& optimizer, Precision precision) {
  if (asks_of(optimizer) == Asks::gradients || precision == Precision::fp32) return std::nullopt;
  return Warning{.step = 0,
                 .name = "no certificate",
                 .text = fmt::format(
                     "run.precision is bf16, and the optimizer `{}` compares gradients that are rounded to "
                     "about 3 digits: it may end early, and no gap is certified; "
                     "set run.precision to fp32, or take optimizer.kind = \"adam\"",
                     optimizer.kind)};
}

}  // namespace megabandit
