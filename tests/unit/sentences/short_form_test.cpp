// The learning experiments of the paper on a tenth of the actions, a quarter of the log and a tenth of the
// steps (DSO specification 6.4): what must hold there by a wide margin. The long form: docs/dso.md.

#include <gtest/gtest.h>

#include <cmath>

#include "sentences/learn.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kSeeds = 4;

SentenceRunSettings short_run(const std::string& name) {
  SentenceRunSettings run;
  run.world.actions = 100;
  run.benchmark.rounds = run.benchmark.logging_rounds = 2000;
  run.benchmark.model_steps = 3000;
  run.benchmark.density_steps = 1000;
  run.benchmark.evaluation_contexts = 1000;
  run.method.name = name;
  run.method.steps = 2000;
  run.method.checkpoints = {500};
  return run;
}

/// As released, with a Monte Carlo density.
SentenceRunSettings released(KernelKind kernel, double bandwidth) {
  SentenceRunSettings run = short_run("dso");
  run.method.sum = Summation::sampled;
  run.method.pivot = PivotKind::centred;
  run.method.density = DensityKind::monte_carlo;
  run.method.embedding_noise = 1;
  run.method.kernel = kernel;
  run.method.bandwidth = bandwidth;
  return run;
}

/// Means over the seeds.
RunNumbers mean_of(SentenceRunSettings run) {
  RunNumbers means;
  for (run.benchmark.seed = 0; run.benchmark.seed < kSeeds; ++run.benchmark.seed)
    for (const auto& [name, value] : learn_sentences(run, [] { return false; }))
      means[name] += value / kSeeds;
  return means;
}

// Single runs of either differ by some .1 between seeds, so that a mean of 4 differences has a standard error
// of .05 to .07; what is asked is a third of the difference there is (.25; the specification asks .15 of
// .24).
TEST(ShortForm, SumsOverActionsBeatWeightsOfActions) {
  const RunNumbers dso = mean_of(short_run("dso")), ips = mean_of(short_run("ips"));
  EXPECT_GE(dso.at("optimality"), ips.at("optimality") + .08);
  EXPECT_GE(dso.at("optimality"), .35);
  EXPECT_NEAR(dso.at("mean_weight"), 1, .02);  // G5
  EXPECT_EQ(dso.at("unsupported"), 0);
}

// L12: 500 steps of sums do what 2000 steps of draws do not.
TEST(ShortForm, SumsOverActionsNeedFewerSteps) {
  EXPECT_GE(mean_of(short_run("dso")).at("optimality_500"),
            mean_of(released(KernelKind::gaussian, 5)).at("optimality") + .05);
}

// L8: a kernel that is wider than the sentences lie apart says nothing.
TEST(ShortForm, NothingIsLearnedWithoutABandwidth) {
  EXPECT_NEAR(mean_of(released(KernelKind::uniform, 60)).at("optimality"), 0, .05);
}

// L9: where the released form divides 0 by 0.
TEST(ShortForm, RoundsWithoutADensityWeighNothing) {
  const RunNumbers narrow = mean_of(released(KernelKind::uniform, 7.5));
  EXPECT_GT(narrow.at("unsupported"), .05);
  EXPECT_LT(narrow.at("unsupported"), .5);
  EXPECT_TRUE(std::isfinite(narrow.at("optimality")));
  EXPECT_GT(narrow.at("optimality"), 0);
}

// 2.9d: with the same sentences at hand a model of their rewards is a hard rival, one of actions is not.
TEST(ShortForm, AModelOfSentencesBeatsOneOfActions) {
  EXPECT_GE(mean_of(short_run("sentence-regression")).at("optimality"),
            mean_of(short_run("regression")).at("optimality") + .15);
}

}  // namespace
}  // namespace megabandit
