#include "base/error.hpp"
#include "comm/agree.hpp"
#include "judge/kinds/kinds.hpp"
#include "judge/simulated.hpp"
#include "log/import/text/delimited.hpp"
#include "log/import/text/table.hpp"

namespace megabandit {
namespace {

struct NamedScores {
  std::vector<double> scores;
  std::vector<std::string> names;
  std::string source;
};

NamedScores read_scores(const std::filesystem::path& path) {
  DelimitedReader table(path.string(), {});
  NamedScores read;
  read.source = "the rows of " + path.string();
  const std::size_t score = table.column("score");
  for (std::vector<std::string> cells; table.next(cells);) {
    read.scores.push_back(number_cell({table.name(), table.line(), "score"}, cells[score]));
    if (table.has("name")) read.names.push_back(cells[table.column("name")]);
  }
  return read;
}

NamedScores scores_of(const JudgeOrder& order) {
  const SimulatedSettings& settings = order.judge.simulated;
  if (!settings.scores.empty() && !settings.path.empty())
    throw ConfigError("scores are given twice: by judge.scores and by judge.path");
  if (!settings.path.empty()) return read_scores(settings.path);
  if (!settings.scores.empty()) return {settings.scores, {}, "the numbers of judge.scores"};
  const std::uint64_t count = count_of(order.candidates, read_roster(order.candidates));
  if (count == 0)
    throw ConfigError(
        "the judge `scores` needs judge.scores, judge.path, or candidates.count of candidates whose "
        "scores are drawn");
  return {normal_scores(count, settings.deviation, settings.scores_seed), {}, "candidates.count"};
}

std::unique_ptr<Judge> make(const JudgeOrder& order) {
  std::unique_ptr<Judge> judge;
  agree(order.job.comm, [&] {
    NamedScores read = scores_of(order);
    Roster roster = complete_roster(order.candidates, read.scores.size(), read.source, std::move(read.names));
    judge = make_scores_judge({std::move(read.scores), order.judge.simulated.ties}, order.seed,
                              std::move(roster));
  });
  return judge;
}

}  // namespace

JudgeKind judges::scores() {
  return {{"scores", "simulated, from scores of a Bradley-Terry model that are given or drawn", {}}, make};
}

}  // namespace megabandit
