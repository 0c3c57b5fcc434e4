// Comparisons until the best is known.

#include <cmath>

#include "compare/stopping/stopping_rule.hpp"
#include "identify/run/compare_run.hpp"
#include "identify/study/truth.hpp"
#include "judge/table.hpp"
#include "sweep/kinds/kinds.hpp"

namespace megabandit {
namespace {

/// Whether the answer is right: 1 or 0; NaN where there is none, or the truth is not known.
double right(const Job& job, const CompareConfig& config, const Conclusion& conclusion) {
  const bool no_winner = conclusion.status == "no-condorcet-winner";
  if (conclusion.status != "converged" && !no_winner) return std::nan("");
  try {
    const auto judge = make_judge(job, config.judge, config.candidates, config.seed);
    const Truth truth = truth_of(*judge, config.compare);
    const bool good = no_winner ? !truth.exists() : truth.best[conclusion.standing.leader.value] != 0;
    return good ? 1 : 0;
  } catch (const ConfigError&) {
    return std::nan("");  // preferences of this judge are not known
  }
}

class CompareRunner final : public Runner {
 public:
  std::string name() const override { return "compare"; }

  std::vector<std::string> path_keys() const override {
    CompareConfig config;
    Schema schema;
    declare(schema, config);
    return megabandit::path_keys(schema);
  }

  std::uint64_t check(const ConfigText& base, std::span<const std::string> sets) const override {
    return read_compare_config(base, sets).resolved.result_hash();
  }

  RunNumbers run(const Job& job, const ConfigText& base, std::span<const std::string> sets,
                 const Place& place) const override {
    CompareConfig config = read_compare_config(base, sets);
    config.output.dir = place.directory;
    job.comm.set_patience(std::chrono::duration_cast<Patience>(config.limits.watchdog));
    const Compared compared =
        compare(job, config, {.resume_from = {}, .arguments = {}, .audience = Audience::files});
    if (compared.exit == Exit::stopped) throw RunStopped();
    const Conclusion& conclusion = compared.report.conclusion;
    return {
        {"comparisons", static_cast<double>(conclusion.comparisons)},
        {"decided", conclusion.status == "converged" || conclusion.status == "no-condorcet-winner" ? 1 : 0},
        {"right", right(job, config, conclusion)},
        {"confidence", conclusion.confidence},
        {"waves", static_cast<double>(conclusion.waves)}};
  }
};

}  // namespace

RunnerKind runners::compare() {
  return {"compare", false, [](const std::optional<ConfigText>&) -> std::unique_ptr<Runner> {
            return std::make_unique<CompareRunner>();
          }};
}

}  // namespace megabandit
