#include "outputs/settings.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {

void declare(Schema& schema, DensitySettings& density) {
  SchemaTable table = schema.table(
      "density", "Whether a round counts for all actions that make what the user saw likely: DSO.");
  table.choice<SeenThrough>("kernel", density.kernel,
                            {{"none", SeenThrough::nothing},
                             {"gaussian", SeenThrough::gaussian},
                             {"uniform", SeenThrough::uniform},
                             {"partition", SeenThrough::partition}},
                            "how alike two outputs are; none: a round counts for its action alone");
  const std::vector<std::string> distances{"gaussian", "uniform"}, all{"gaussian", "uniform", "partition"};
  table
      .setting(
          "bandwidth", density.bandwidth,
          "Euclidean width h of the kernel; 0: relative_bandwidth times the median distance of two outputs")
      .at_least(0)
      .used_when("kernel", distances);
  table.setting("relative_bandwidth", density.relative_bandwidth, "the width where bandwidth is 0")
      .above(0)
      .used_when("kernel", distances);
  table
      .choice<PivotKind>(
          "pivot", density.pivot, {{"randomised", PivotKind::randomised}, {"centred", PivotKind::centred}},
          "what is looked at: a point drawn from the kernel around the output, or the output itself")
      .used_when("kernel", distances);
  table
      .setting("pivots", density.pivots,
               "how many points are drawn for a round; a pass over batches takes one of them")
      .at_least(1)
      .at_most(64)
      .used_when("pivot", {"randomised"});
  table
      .setting("logging", density.logging,
               "what logged: \"uniform\", or a policy file or run directory (such as that of a run of `bc`)")
      .used_when("kernel", all);
  table
      .setting("bank", density.bank,
               "outputs that were generated beforehand; empty: those of the log's actions")
      .used_when("kernel", distances);
  table
      .choice<SeenMode>(
          "mode", density.mode,
          {{"exact", SeenMode::exact}, {"sparse", SeenMode::sparse}, {"sampled", SeenMode::sampled}},
          "over which actions is summed: all, those nearest to the pivot, or some drawn ones")
      .used_when("kernel", all);
  table.setting("neighbours", density.neighbours, "actions nearest to a pivot that count")
      .at_least(1)
      .used_when("mode", {"sparse", "sampled"});
  table.setting("draws", density.draws, "actions drawn for a pivot, anew in every epoch")
      .at_least(1)
      .used_when("mode", {"sampled"});
}

void require_consistent(const DensitySettings& density, const Resolved& resolved) {
  const auto refuse = [&](const std::string& why) {
    throw ConfigError(fmt::format("{}: `density.mode` {}", resolved.at("density.mode").place, why));
  };
  if (density.mode == SeenMode::sampled && density.kernel != SeenThrough::gaussian)
    refuse("\"sampled\" needs density.kernel = \"gaussian\": draws miss what another kernel sees");
  if (density.kernel == SeenThrough::partition && density.mode != SeenMode::exact)
    refuse("must be \"exact\" where density.kernel is \"partition\": clusters have no distances");
  if (!density.bank.empty() && density.mode != SeenMode::exact)
    refuse("must be \"exact\" with a density.bank, whose outputs are all looked at");
}

}  // namespace megabandit
