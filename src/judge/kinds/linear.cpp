#include <fmt/format.h>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "comm/agree.hpp"
#include "judge/kinds/kinds.hpp"
#include "judge/simulated.hpp"

namespace megabandit {
namespace {

/// Features of the table of candidates; without a table they are drawn.
Roster roster_of(const JudgeOrder& order) {
  const SimulatedSettings& settings = order.judge.simulated;
  Roster roster = read_roster(order.candidates);
  const std::uint64_t count = count_of(order.candidates, roster);
  if (count == 0)
    throw ConfigError(
        "the judge `linear` needs candidates with features: give candidates.table and "
        "candidates.features, or candidates.count of candidates whose features are drawn");
  roster = complete_roster(order.candidates, count, "[candidates]");
  if (roster.features.size() == 0) {
    const std::uint64_t dimensions =
        settings.coefficients.empty() ? settings.dimensions : settings.coefficients.size();
    roster.features = normal_features(count, dimensions, settings.scores_seed);
  }
  return roster;
}

Vector coefficients_of(const SimulatedSettings& settings, Eigen::Index features) {
  std::vector<double> numbers = settings.coefficients;
  if (numbers.empty())
    numbers = normal_scores(narrow<std::uint64_t>(features), settings.deviation, settings.scores_seed);
  if (narrow<Eigen::Index>(numbers.size()) != features)
    throw ConfigError(fmt::format("judge.coefficients has {} numbers, but candidates have {} features",
                                  numbers.size(), features));
  return Eigen::Map<const Vector>(numbers.data(), features);
}

std::unique_ptr<Judge> make(const JudgeOrder& order) {
  std::unique_ptr<Judge> judge;
  agree(order.job.comm, [&] {
    Roster roster = roster_of(order);
    const Vector score = roster.features * coefficients_of(order.judge.simulated, roster.features.cols());
    judge = make_scores_judge({{score.begin(), score.end()}, order.judge.simulated.ties}, order.seed,
                              std::move(roster));
  });
  return judge;
}

}  // namespace

JudgeKind judges::linear() {
  return {{"linear", "simulated, from scores that are linear in features of the candidates", {}}, make};
}

}  // namespace megabandit
