#include "judge/settings.hpp"

#include "config/schema.hpp"
#include "judge/table.hpp"

namespace megabandit {
namespace {

void declare_simulated(SchemaTable& table, SimulatedSettings& simulated) {
  table
      .setting("preferences", simulated.preferences,
               "shares of comparisons that the row's candidate wins against the column's (ties are half a "
               "win), row by row; empty: those of `path`")
      .between(0, 1)
      .used_when("kind", {"matrix"});
  table
      .setting(
          "scores", simulated.scores,
          "one a candidate: a beats b with probability 1 / (1 + exp(score_b - score_a)); empty: those of "
          "`path`, or drawn from a normal distribution")
      .used_when("kind", {"scores"});
  table
      .setting("coefficients", simulated.coefficients,
               "of the scores, which are the candidates' features times these; empty: drawn from a normal "
               "distribution")
      .used_when("kind", {"linear"});
  table
      .setting("path", simulated.path,
               "a table (CSV) of preferences, as many rows as columns, with or without a line of names; or a "
               "table with columns `score` and, if there are names, `name`")
      .used_when("kind", {"matrix", "scores"})
      .operational();
  table
      .setting("ties_path", simulated.ties_path,
               "a table like that of preferences with the probabilities of ties")
      .used_when("kind", {"matrix"})
      .operational();
  table.setting("ties", simulated.ties, "probability of a tie, whoever is compared; of the others, the share")
      .between(0, 0.999)
      .used_when("kind", {"matrix", "scores", "linear"});
  table.setting("deviation", simulated.deviation, "standard deviation of scores that are drawn")
      .above(0)
      .used_when("kind", {"scores", "linear"});
  table
      .setting("dimensions", simulated.dimensions,
               "features of a candidate when they are drawn, because no table of candidates has them")
      .between(1, 65536)
      .used_when("kind", {"linear"});
  table
      .setting("scores_seed", simulated.scores_seed, "names scores, features and coefficients that are drawn")
      .used_when("kind", {"scores", "linear"});
}

void declare_replay(SchemaTable& table, ReplaySettings& replay) {
  // Where the file lies does not change the result: the judge's fingerprint stands for it.
  table.setting("path", replay.path, "the log of comparisons (HDF5, made by `megabandit import`)")
      .used_when("kind", {"log"})
      .operational();
  table
      .setting("groups", replay.groups,
               "groups of the log whose comparisons are drawn, taken together; empty: the log's only one; "
               "[\"*\"]: all")
      .used_when("kind", {"log"});
  table
      .choice<MissingPairs>("missing", replay.missing,
                            {{"refuse", MissingPairs::refuse}, {"tie", MissingPairs::tie}},
                            "what becomes of pairs without a comparison: an error, or they tie")
      .used_when("kind", {"log"});
}

void declare_duel(SchemaTable& table, DuelSettings& duel) {
  const std::vector<std::string> duels{"world", "reward-model"};
  table
      .setting("log", duel.log,
               "the log in whose contexts policies act (HDF5); every rank holds its contexts")
      .used_when("kind", duels)
      .operational();
  table
      .setting("split", duel.split,
               "the split of that log; empty: test, or all rounds of a log without splits")
      .used_when("kind", duels);
  table
      .choice<Play>("play", duel.play, {{"drawn", Play::drawn}, {"greedy", Play::greedy}},
                    "how a policy acts: it draws an action, or takes the most probable one")
      .used_when("kind", duels);
  table
      .choice<Rewards>(
          "rewards", duel.rewards, {{"expected", Rewards::expected}, {"drawn", Rewards::drawn}},
          "which reward is compared: the expected one, or one that is drawn, 0 or 1. Equal ones tie")
      .used_when("kind", {"world"});
  table
      .setting("reward_model", duel.model,
               "run directory or policy file of the model: its scores are taken for rewards")
      .used_when("kind", {"reward-model"})
      .operational();
  table
      .setting("temperature", duel.temperature,
               "a beats b with probability 1 / (1 + exp((score_b - score_a) / temperature))")
      .above(0)
      .used_when("kind", {"reward-model"});
}

}  // namespace

void declare(Schema& schema, CandidateSettings& candidates) {
  SchemaTable table =
      schema.table("candidates",
                   "What is compared. Names and features that the judge's own source has need not be given.");
  table.setting("count", candidates.count, "how many there are; 0: as many as are named or the judge knows")
      .at_most(4294967295.0);
  table.setting("names", candidates.names,
                "their names; empty: those of the table or of the judge, else numbers");
  table
      .setting("table", candidates.table, "a table (CSV, or TSV) with a header and a row for every candidate")
      .operational();
  table.setting("name_column", candidates.name_column,
                "the column of the table with the names, if it has one");
  table
      .setting("policies", candidates.policies,
               "run directories or policy files, one a candidate, for judges that let policies act")
      .operational();
  table.setting("features", candidates.features,
                "columns of the table with the features that scores may be linear in; * stands for any text");
  declare_material(table, candidates.material);
}

void declare(Schema& schema, JudgeSettings& judge) {
  SchemaTable table = schema.table("judge", "Who says how a comparison goes.");
  std::vector<std::string> names;
  std::string help = "where outcomes come from";
  for (const JudgeKind& kind : judge_kinds()) {
    names.push_back(kind.choice.name);
    help += ". `" + kind.choice.name + "`: " + kind.choice.summary;
  }
  table.choice("kind", judge.kind, names, help);
  declare_simulated(table, judge.simulated);
  declare_replay(table, judge.replay);
  declare_duel(table, judge.duel);
  declare_outside(table, judge.outside);
}

}  // namespace megabandit
