#include "outputs/settings.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {
namespace {

const std::vector<std::string> kDistances{"gaussian", "uniform"}, kAll{"gaussian", "uniform", "partition"};
constexpr std::int64_t kMostListed = 1'000'000;  // actions of a list
constexpr double kWidest = 1e30,
                 kWidestRelative = 1e6;  // squares stay finite; wide enough to meet everything

void declare_kernel(SchemaTable& table, DensitySettings& density) {
  table.choice<SeenThrough>("kernel", density.kernel,
                            {{"none", SeenThrough::nothing},
                             {"gaussian", SeenThrough::gaussian},
                             {"uniform", SeenThrough::uniform},
                             {"partition", SeenThrough::partition}},
                            "how alike two outputs are; none: a round counts for its action alone");
  table
      .setting(
          "bandwidth", density.bandwidth,
          "Euclidean width h of the kernel; 0: relative_bandwidth times the median distance of two outputs")
      .at_least(0)
      .at_most(kWidest)
      .used_when("kernel", kDistances);
  table.setting("relative_bandwidth", density.relative_bandwidth, "the width where bandwidth is 0")
      .above(0)
      .at_most(kWidestRelative)
      .used_when("kernel", kDistances);
}

void declare_pivots(SchemaTable& table, DensitySettings& density) {
  table
      .choice<PivotKind>(
          "pivot", density.pivot, {{"randomised", PivotKind::randomised}, {"centred", PivotKind::centred}},
          "what is looked at: a point drawn from the kernel around the output, or the output itself")
      .used_when("kernel", kDistances);
  table
      .setting("pivots", density.pivots,
               "how many points are drawn for a round; a pass over batches takes one of them")
      .at_least(1)
      .at_most(64)
      .used_when("pivot", {"randomised"});
}

void declare_sources(SchemaTable& table, DensitySettings& density) {
  table
      .setting("logging", density.logging,
               "what logged: \"uniform\", or a policy file or run directory (such as that of a run of `bc`)")
      .used_when("kernel", kAll);
  table
      .setting("bank", density.bank,
               "outputs that were generated beforehand; empty: those of the log's actions")
      .used_when("kernel", kDistances);
}

void declare_sums(SchemaTable& table, DensitySettings& density) {
  table
      .choice<SeenMode>("mode", density.mode,
                        {{"exact", SeenMode::exact},
                         {"sparse", SeenMode::sparse},
                         {"sampled", SeenMode::sampled},
                         {"policy", SeenMode::policy}},
                        "over which actions is summed: all, those nearest to the pivot, those and some drawn "
                        "evenly, or some drawn from the policy that is learned (as published, with 1 draw)")
      .used_when("kernel", kAll);
  table.setting("neighbours", density.neighbours, "actions nearest to a pivot that count")
      .at_least(1)
      .at_most(kMostListed)
      .used_when("mode", {"sparse", "sampled"});
  table.setting("draws", density.draws, "actions drawn for a pivot, anew in every epoch")
      .at_least(1)
      .at_most(kMostListed)
      .used_when("mode", {"sampled", "policy"});
}

void declare_estimate(SchemaTable& table, DensitySettings& density) {
  table
      .choice<DensityEstimate>("estimate", density.estimate,
                               {{"exact", DensityEstimate::exact},
                                {"monte-carlo", DensityEstimate::monte_carlo},
                                {"learned", DensityEstimate::learned},
                                {"released", DensityEstimate::released}},
                               "the density of what was seen under the policy that logged: summed over all "
                               "actions, averaged over some that it draws, or a network that is trained "
                               "before the first step, on logarithms of such averages, or, as released, on "
                               "single kernel values")
      .used_when("kernel", kAll);
  table
      .setting("estimate_draws", density.estimate_draws,
               "actions that the policy that logged draws for a density")
      .at_least(1)
      .at_most(kMostListed)
      .used_when("estimate", {"monte-carlo", "learned"});
}

}  // namespace

bool DensitySettings::lists() const {
  if (mode == SeenMode::sparse || mode == SeenMode::sampled) return true;
  return kernel == SeenThrough::uniform && (mode == SeenMode::exact || estimate == DensityEstimate::exact);
}

void declare(Schema& schema, DensitySettings& density) {
  SchemaTable table = schema.table(
      "density", "Whether a round counts for all actions that make what the user saw likely: DSO.");
  declare_kernel(table, density);
  declare_pivots(table, density);
  declare_sources(table, density);
  declare_sums(table, density);
  declare_estimate(table, density);
}

void require_consistent(const DensitySettings& density, const Resolved& resolved) {
  const auto refuse = [&](const char* setting, const std::string& why) {
    throw ConfigError(fmt::format("{}: `{}` {}", resolved.at(setting).place, setting, why));
  };
  const bool listed = density.mode == SeenMode::sparse || density.mode == SeenMode::sampled;
  if (density.mode == SeenMode::sampled && density.kernel != SeenThrough::gaussian)
    refuse("density.mode",
           "\"sampled\" needs density.kernel = \"gaussian\": draws miss what another kernel sees");
  if (density.kernel == SeenThrough::partition && density.mode != SeenMode::exact)
    refuse("density.mode",
           "must be \"exact\" where density.kernel is \"partition\": clusters have no distances");
  if (density.kernel == SeenThrough::partition && density.estimate != DensityEstimate::exact)
    refuse("density.estimate",
           "must be \"exact\" where density.kernel is \"partition\": there is nothing to estimate");
  if (!density.bank.empty() && listed)
    refuse("density.mode",
           "must be \"exact\" or \"policy\" with a density.bank, whose outputs are all looked at");
  if (density.mode == SeenMode::sampled && density.estimate != DensityEstimate::exact)
    refuse("density.estimate",
           "must be \"exact\" where density.mode is \"sampled\": the actions drawn give the density too");
}

}  // namespace megabandit
