#include "plan/messages.hpp"

#include <algorithm>
#include <cmath>

#include "plan/work.hpp"

namespace megabandit {
namespace {

constexpr double kWord = 8;  // bytes of an integer or a double

// As the learner lays its tally out: statistics, the objective's sums, for every channel the gradients of
// tower and table, each a section; maxima are the largest weight and three signals of the loop.
constexpr double kStatistics = 6, kMaxima = 4;

void add_tally(std::vector<Message>& messages, const Problem& problem, int ranks, double table_numbers) {
  if (ranks == 1) return;
  const auto channels = static_cast<double>(problem.channels), sums = static_cast<double>(problem.sums);
  const double sections = kStatistics + sums + 2 * channels;
  const double cells =
      kStatistics + sums + channels * (static_cast<double>(problem.tower_parameters) + table_numbers);
  messages.push_back({"limits of the tally", Verb::max, ranks, 1, kWord * (kMaxima + sections)});
  messages.push_back({"counts of the tally", Verb::sum, ranks, 1, kWord * sections});
  messages.push_back({"tally", Verb::sum, ranks, 1, kWord * cells});
}

// Sums of the weights and of the rows they weigh, two words each, and a count of overflows.
void add_partition(std::vector<Message>& messages, const Problem& problem, const Grid& grid) {
  if (grid.action_shards == 1) return;
  const Work work = work_of(problem, grid);
  const double columns = problem.tower_parameters > 0 ? static_cast<double>(problem.columns) : 0;
  const double cells = 2 * (1 + columns) + 1;
  messages.push_back(
      {"partition sums", Verb::sum, grid.action_shards, 1, kWord * cells * std::ceil(work.contexts)});
  messages.push_back(
      {"scores of logged actions", Verb::sum, grid.action_shards, 1, kWord * std::ceil(work.rounds)});
}

}  // namespace

std::vector<Message> messages_of(const Problem& problem, const Grid& grid) {
  std::vector<Message> messages;
  add_partition(messages, problem, grid);
  const bool trained = problem.table == TableKind::trained;
  const double own = trained ? static_cast<double>(work_of(problem, grid).actions * problem.columns) : 0;
  add_tally(messages, problem, grid.ranks(), grid.action_shards == 1 ? own : 0);
  if (grid.action_shards > 1 && grid.log_shards > 1 && trained)
    messages.push_back(
        {"table gradient", Verb::sum, grid.log_shards, static_cast<double>(problem.channels), kWord * own});
  return messages;
}

}  // namespace megabandit
