// A run file as users write it.
#include "train/run_config.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace megabandit {
namespace {

using testing::ElementsAre;
using testing::Pair;

RunConfig read(const std::string& text, const std::vector<std::string>& sets = {}) {
  return read_run_config(ConfigText{"jobs/run.toml", text}, sets);
}

std::string complaint(const std::string& text, const std::vector<std::string>& sets = {}) {
  try {
    read(text, sets);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "nothing";
}

TEST(RunConfig, AWholeFile) {
  const RunConfig config = read(R"(
log       = { path = "spelling.h5", split = "train" }
policy    = { tower = "mlp", hidden = [64, 32], table = "trained", embedding = 16, temperature = 0.5 }
objective = { kind = "clpi", tau = 0.02, l2 = 1e-6 }
optimizer = { kind = "lbfgs", passes = 40, gap = 1e-7, history = 5 }
run       = { seed = 17, batch_rounds = 0, reduction = "fast", threads = 2 }
output    = { dir = "runs/spelling", checkpoint = "10 min", checkpoint_steps = 7, keep = 2 }
limits    = { memory = "8 GiB", watchdog = "5 min" }
)");
  EXPECT_EQ(config.log.path, "jobs/spelling.h5");
  EXPECT_EQ(config.policy.tower, TowerKind::mlp);
  EXPECT_EQ(config.policy.table, TableKind::trained);
  EXPECT_THAT(config.policy.hidden, ElementsAre(64, 32));
  EXPECT_THAT(config.objective.parameters, ElementsAre(Pair("tau", 0.02)));
  EXPECT_EQ(config.objective.l2, 1e-6);
  EXPECT_THAT(config.optimizer.parameters,
              ElementsAre(Pair("gap", 1e-7), Pair("gradient_tolerance", 1e-8), Pair("history", 5)));
  EXPECT_EQ(config.optimizer.passes, 40);
  EXPECT_EQ(config.run.reduction, Reduction::fast);
  EXPECT_EQ(config.output.dir, "jobs/runs/spelling");
  EXPECT_EQ(config.output.checkpoint, Seconds(600));
  EXPECT_EQ(config.limits.memory.bytes, 8ULL << 30);
}

TEST(RunConfig, ALogIsEnough) {
  EXPECT_NO_THROW(read("log.path = 'a.h5'"));
  EXPECT_EQ(complaint(""),
            "jobs/run.toml: `log.path` is missing (the log (HDF5, made by `megabandit import` or "
            "`simulate`)); add it, or "
            "give --set log.path=...");
}

TEST(RunConfig, DefaultsBelongToTheKind) {
  const auto rate = [](const std::string& kind) {
    return read("log.path = 'a.h5'", {"optimizer.kind=" + kind}).optimizer.parameters.at("learning_rate");
  };
  EXPECT_EQ(rate("sgd"), 1);
  EXPECT_EQ(rate("adam"), 1e-3);
  const RunConfig config = read("log.path = 'a.h5'\noptimizer = { kind = 'adam', learning_rate = 0.5 }");
  EXPECT_EQ(config.optimizer.parameters.at("learning_rate"), 0.5);
  EXPECT_EQ(config.resolved.at("optimizer.learning_rate").standard, SettingValue(1e-3));
}

TEST(RunConfig, EveryObjectiveAndOptimizerCanBeMadeFromItsDefaults) {
  for (const ObjectiveKind& kind : objective_kinds()) {
    const bool model = make_objective({.kind = kind.choice.name, .parameters = {}})->needs_model();
    const RunConfig config =
        read("log.path = 'a.h5'", {"objective.kind=" + kind.choice.name,
                                   std::string("reward_model.kind=") + (model ? "linear" : "none")});
    EXPECT_EQ(make_objective(config.objective)->name(), kind.choice.name);
  }
  for (const OptimizerKind& kind : optimizer_kinds()) {
    const RunConfig config = read("log.path = 'a.h5'", {"optimizer.kind=" + kind.choice.name});
    EXPECT_EQ(make_optimizer(config.optimizer)->name(), kind.choice.name);
  }
}

TEST(RunConfig, WhatTheKindDoesNotUseIsRefused) {
  EXPECT_EQ(complaint("[objective]\nkind = 'ips'\ntau = 0.1\n[log]\npath = 'a.h5'"),
            "jobs/run.toml:3: `objective.tau` has no effect when `objective.kind` is \"ips\" (set by "
            "jobs/run.toml:2); it "
            "is used when `objective.kind` is clpi, cips; remove it");
  EXPECT_EQ(complaint("log.path = 'a.h5'", {"optimizer.learning_rate=2"}),
            "--set optimizer.learning_rate=2: `optimizer.learning_rate` has no effect when `optimizer.kind` "
            "is \"lbfgs\" "
            "(set by default); it is used when `optimizer.kind` is sgd, adam; remove it");
  const RunConfig swept = read("log.path = 'a.h5'\nobjective.tau = 0.1", {"objective.kind=ips"});
  EXPECT_THAT(swept.resolved.warnings(), testing::SizeIs(1));
  EXPECT_TRUE(swept.objective.parameters.empty());
}

TEST(RunConfig, ValuesAreCheckedAgainstTheKindInUse) {
  EXPECT_EQ(complaint("log.path = 'a.h5'\nobjective.tau = 2"),
            "jobs/run.toml:2: `objective.tau` is 2; it must be a number in [0, 1]");
  EXPECT_EQ(complaint("log.path = 'a.h5'\noptimizer.history = 2.5"),
            "jobs/run.toml:2: `optimizer.history` is 2.5; it must be a whole number in [1, 1000]");
  EXPECT_EQ(complaint("log.path = 'a.h5'\noptimizer = { kind = 'sgd', learning_rate = 0 }"),
            "jobs/run.toml:2: `optimizer.learning_rate` is 0; it must be a number above 0");
  EXPECT_EQ(complaint("log.path = 'a.h5'\n[optimizer]\nlearning_rat = 1"),
            "jobs/run.toml:3: unknown key `optimizer.learning_rat`; did you mean `learning_rate`?");
}

TEST(RunConfig, LbfgsNeedsTheWholeLog) {
  EXPECT_EQ(complaint("log.path = 'a.h5'\nrun.batch_rounds = 32"),
            "jobs/run.toml:2: `run.batch_rounds` is 32, but `optimizer.kind` \"lbfgs\" (default) needs the "
            "whole log at "
            "every evaluation; set run.batch_rounds to 0, or optimizer.kind to sgd or adam");
}

TEST(RunConfig, AnApproximateNormaliserNeedsAFixedTable) {
  EXPECT_EQ(complaint("log.path = 'a.h5'\nnormaliser.kind = 'cluster'", {"policy.table=trained"}),
            "jobs/run.toml:2: `normaliser.kind` is \"cluster\", but `policy.table` is \"trained\" "
            "(--set): an approximate normaliser is made for vectors that stay as they "
            "are; set policy.table to \"fixed\", or normaliser.kind to \"exact\"");
  const RunConfig config = read("log.path = 'a.h5'\nnormaliser = { kind = 'head-tail', head = 8 }");
  EXPECT_EQ(config.normaliser.parameters.at("head"), 8);
  EXPECT_EQ(config.normaliser.parameters.at("draws"), 100);
}

TEST(RunConfig, NewtonNeedsWhatIsConcave) {
  const auto refused = [](const std::vector<std::string>& sets) {
    return complaint("log.path = 'a.h5'\noptimizer.kind = 'newton-cg'", sets);
  };
  EXPECT_EQ(refused({}), "nothing");
  EXPECT_EQ(refused({"policy.tower=identity", "policy.table=trained", "objective.kind=bc"}), "nothing");
  EXPECT_EQ(refused({"objective.kind=snips"}),
            "jobs/run.toml:2: `optimizer.kind` \"newton-cg\" climbs concave objectives only, but "
            "`objective.kind` \"snips\" (--set) is not; choose objective.kind lpi, clpi, regkl or bc, or set "
            "optimizer.kind to lbfgs or adam");
  EXPECT_THAT(refused({"objective.negative_rewards=allow"}), testing::HasSubstr("shift the rewards"));
  EXPECT_THAT(refused({"policy.table=trained"}), testing::HasSubstr("not linear in what is learned"));
  EXPECT_THAT(refused({"normaliser.kind=cluster"}), testing::HasSubstr("set normaliser.kind to \"exact\""));
  EXPECT_THAT(refused({"run.batch_rounds=32"}), testing::HasSubstr("needs the whole log"));
}

TEST(RunConfig, DumpReadsBackForEveryKind) {
  for (const char* optimizer : {"sgd", "adam", "lbfgs", "newton-cg"}) {
    const RunConfig config = read("log.path = '/a.h5'\noutput.dir = '/run'",
                                  {std::string("optimizer.kind=") + optimizer, "objective.kind=regkl"});
    const RunConfig again = read(config.resolved.text());
    EXPECT_EQ(config.resolved.hash(), again.resolved.hash()) << config.resolved.text();
    EXPECT_EQ(config.resolved.result_hash(), again.resolved.result_hash());
  }
}

TEST(RunConfig, WhereAndHowFastDoesNotChangeTheResultHash) {
  const std::uint64_t standard = read("log.path = 'a.h5'").resolved.result_hash();
  EXPECT_EQ(standard, read("log.path = 'b.h5'", {"run.threads=4", "limits.memory=1 GiB", "output.dir=x"})
                          .resolved.result_hash());
  EXPECT_NE(standard, read("log.path = 'a.h5'", {"run.seed=2"}).resolved.result_hash());
}

}  // namespace
}  // namespace megabandit
