#include "log/import/vw/drop_correction.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {
namespace {

/// How many events happened for each that was kept, as far as the kept ones tell.
double happened_per_kept(std::span<const double> drop_probability) {
  double happened = 0;
  for (const double drop : drop_probability) happened += 1 / (1 - drop);
  return happened / static_cast<double>(drop_probability.size());
}

}  // namespace

std::string correct_for_drops(DropRule rule, std::span<const double> drop_probability,
                              std::span<float> pscore) {
  if (std::ranges::all_of(drop_probability, [](double drop) { return drop == 0; })) return {};
  const double ratio = happened_per_kept(drop_probability);
  if (rule == DropRule::ignore)
    return fmt::format(
        "events were dropped before logging ({:.6g} happened for each kept); ignored, as asked", ratio);
  const bool same =
      std::ranges::adjacent_find(drop_probability, std::ranges::not_equal_to{}) == drop_probability.end();
  if (rule == DropRule::scaled && same)
    return fmt::format(
        "events were dropped before logging, all with probability {:.6g}: what was kept is a fair sample, "
        "pscore stays",
        drop_probability[0]);
  const double scale = rule == DropRule::scaled ? ratio : 1;
  for (std::size_t i = 0; i < pscore.size(); ++i) {
    const double corrected = pscore[i] * (1 - drop_probability[i]) * scale;
    constexpr double rounding = 1e-6;
    if (corrected > 1 + rounding)
      throw DataError(
          fmt::format("events were dropped before logging, and correcting for it makes the pscore of round "
                      "{} {:.6g}, above 1; "
                      "use --pdrop relative (SNIPS and training are right, IPS means come out larger by "
                      "{:.6g}) or --pdrop ignore",
                      i, corrected, ratio));
    pscore[i] = static_cast<float>(std::min(corrected, 1.0));
  }
  if (rule == DropRule::scaled)
    return fmt::format(
        "events were dropped before logging ({:.6g} happened for each kept): pscore was multiplied by (1 - "
        "pdrop) x {:.6g}",
        ratio, ratio);
  return fmt::format(
      "events were dropped before logging ({:.6g} happened for each kept): pscore was multiplied by 1 - "
      "pdrop; "
      "divide IPS means by {:.6g}, SNIPS needs nothing",
      ratio, ratio);
}

}  // namespace megabandit
