#include "policy/panel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.hpp"
#include "base/threads.hpp"
#include "comm/agree.hpp"
#include "softmax/partition.hpp"

namespace megabandit {
namespace {

Vector entries_of(const Panel& panel, const PanelPart& part) {
  Vector entries = Vector::Zero(static_cast<Eigen::Index>(part.contexts.size()));
  for (std::uint64_t i = part.rounds.first; i < part.rounds.last; ++i)
    ++entries[static_cast<Eigen::Index>(panel.context[i] - part.contexts.first)];
  return entries;
}

// Appends the live rounds of a block and lists the contexts they happened in.
PanelPart gather(const Scoring& scoring, Panel& panel, const BlockView& block, const FindLive& find_live,
                 std::uint64_t first_context) {
  PanelPart part{.block = block.id,
                 .contexts = {first_context, first_context},
                 .rounds = {panel.action.size(), 0},
                 .block_row = {},
                 .block_round = {},
                 .pass = {}};
  std::vector<std::uint8_t> live(block.action.size(), 0);
  find_live(block.reward, block.pscore, live);
  const std::uint64_t entries = scoring.seen == nullptr ? 1 : scoring.seen->entries();
  for (std::size_t i = 0; i < live.size(); ++i) {
    if (live[i] == 0) continue;
    if (part.block_row.empty() || part.block_row.back() != block.context[i])
      part.block_row.push_back(block.context[i]);
    for (std::uint64_t entry = 0; entry < entries; ++entry) {
      panel.context.push_back(static_cast<std::uint32_t>(first_context + part.block_row.size() - 1));
      panel.action.push_back(block.action[i]);
      panel.reward.push_back(block.reward[i]);
      panel.pscore.push_back(block.pscore[i]);
      part.block_round.push_back(static_cast<std::uint32_t>(i));
    }
  }
  part.contexts.last = first_context + part.block_row.size();
  part.rounds.last = panel.action.size();
  part.entries = entries_of(panel, part);
  return part;
}

void run_tower(const Scoring& scoring, const BlockView& block, PanelPart& part, Panel& panel) {
  part.pass.input.resize(static_cast<Eigen::Index>(part.block_row.size()), block.features.cols());
  for (std::size_t i = 0; i < part.block_row.size(); ++i)
    part.pass.input.row(static_cast<Eigen::Index>(i)) = block.features.row(part.block_row[i]).cast<double>();
  const auto first = static_cast<Eigen::Index>(part.contexts.first),
             count = static_cast<Eigen::Index>(part.contexts.size());
  panel.queries.middleRows(first, count) = scoring.policy.queries(part.pass);
  if (scoring.field)
    panel.field.middleRows(first, count) =
        scoring.field
            ->queries(block, part, std::span(panel.level).subspan(part.contexts.first, part.contexts.size()))
            .cast<float>();
}

// What users saw in the rounds of a part.
void look(const Scoring& scoring, const BlockView& block, const PanelPart& part, SeenRounds& seen) {
  const std::uint64_t entries = scoring.seen->entries();
  for (std::uint64_t i = 0; i < part.rounds.size(); ++i) {
    const std::uint64_t row = part.rounds.first + i;
    seen.name[row] = scoring.seen->look(
        block, part.block_round[i], i % entries, scoring.epoch,
        {seen.pivot.row(static_cast<Eigen::Index>(row)).data(), static_cast<std::size_t>(seen.pivot.cols())});
  }
}

// Names of contexts that do not depend on the panel they are in.
std::vector<std::uint64_t> context_names(const Panel& panel) {
  std::vector<std::uint64_t> names;
  for (const PanelPart& part : panel.parts)
    for (const std::uint32_t row : part.block_row) names.push_back(part.block.value << 32 | row);
  return names;
}

// The actions logged in each context, increasing, each once. Rounds come context by context.
struct LoggedActions {
  std::vector<std::uint64_t> first{0};
  std::vector<ActionId> action;

  explicit LoggedActions(const Panel& panel) {
    std::size_t round = 0;
    for (std::size_t context = 0; context < static_cast<std::size_t>(panel.queries.rows()); ++context) {
      const auto begin = static_cast<std::ptrdiff_t>(action.size());
      for (; round < panel.context.size() && panel.context[round] == context; ++round)
        action.push_back(panel.action[round]);
      std::sort(action.begin() + begin, action.end());
      action.erase(std::unique(action.begin() + begin, action.end()), action.end());
      first.push_back(action.size());
    }
  }
};

Partition estimate(const Scoring& scoring, const Panel& panel, RowsView<float> queries, bool mean) {
  const auto names = context_names(panel);
  const LoggedActions logged(panel);
  return scoring.normaliser->partition({queries, names, logged.first, logged.action, scoring.epoch, mean},
                                       scoring.threads);
}

void make_room(const Seen& seen, Panel& panel) {
  panel.seen.pivot.resize(static_cast<Eigen::Index>(panel.action.size()),
                          static_cast<Eigen::Index>(seen.columns()));
  panel.seen.name.resize(panel.action.size());
}

void run_towers(const Scoring& scoring, std::span<const BlockView> blocks, const FindLive& find_live,
                Panel& panel) {
  std::uint64_t contexts = 0;
  for (const BlockView& block : blocks) {
    panel.parts.push_back(gather(scoring, panel, block, find_live, contexts));
    contexts = panel.parts.back().contexts.last;
  }
  panel.queries.resize(static_cast<Eigen::Index>(contexts), scoring.policy.table().cols());
  if (scoring.field) {
    panel.field.resize(panel.queries.rows(), scoring.field->rows().cols());
    panel.level.resize(contexts);
  }
  if (scoring.seen) make_room(*scoring.seen, panel);
  parallel_for(scoring.threads, blocks.size(), [&](std::size_t i, std::size_t) {
    if (panel.parts[i].contexts.size() == 0) return;
    run_tower(scoring, blocks[i], panel.parts[i], panel);
    if (scoring.seen) look(scoring, blocks[i], panel.parts[i], panel.seen);
  });
}

void run_softmax(const Scoring& scoring, Panel& panel, PassWants wants) {
  const RowMatrix<float> queries = panel.queries.cast<float>();
  const RowsView<float> view{queries.data(), queries.rows(), queries.cols()};
  const RowsView<float> field{panel.field.data(), panel.field.rows(), panel.field.cols()};
  const bool mean = wants == PassWants::log_prob_and_mean;
  Partition result = scoring.normaliser != nullptr
                         ? estimate(scoring, panel, view, mean)
                         : partition(scoring.kernel, scoring.policy.catalogue(),
                                     {.queries = view,
                                      .mean = mean,
                                      .field = scoring.field ? scoring.field->field(field) : Field{}},
                                     scoring.threads);
  check_scores(view, result.log_z);
  panel.log_z = std::move(result.log_z);
  panel.mean = std::move(result.mean);
  panel.mean_field = std::move(result.field);
  panel.weighed_mean = std::move(result.field_mean);
}

bool all_finite(const std::vector<double>& numbers) {
  return std::ranges::all_of(numbers, [](double x) { return std::isfinite(x); });
}

// A score in double may exceed the float partition function by rounding: a probability is at most 1.
void fill_log_prob(Panel& panel) {
  panel.log_prob.resize(panel.action.size());
  for (std::size_t i = 0; i < panel.action.size(); ++i) {
    const auto row = panel.context[i];
    const double score = panel.row[i].cast<double>().dot(panel.queries.row(row));
    panel.log_prob[i] = std::min(0.0, score - panel.log_z[row]);
  }
}

// What is seen brings its own means, relative to these.
void leave_to_what_is_seen(Panel& panel) {
  panel.log_z.assign(static_cast<std::size_t>(panel.queries.rows()), 0);
  panel.mean = RowMatrix<float>::Zero(panel.queries.rows(), panel.queries.cols());
}

template <class Number>
void keep_some(std::vector<Number>& column, std::span<const std::uint8_t> kept) {
  if (column.empty()) return;
  std::size_t to = 0;
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (kept[i] != 0) column[to++] = column[i];
  column.resize(to);
}

template <class Number>
void keep_some(RowMatrix<Number>& rows, std::span<const std::uint8_t> kept) {
  if (rows.rows() == 0) return;
  Eigen::Index to = 0;
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (kept[i] != 0) rows.row(to++) = rows.row(static_cast<Eigen::Index>(i)).eval();
  rows.conservativeResize(to, Eigen::NoChange);
}

// Lists of entries that are left out are empty.
void keep_some(PosteriorLists& lists, std::span<const std::uint8_t> kept) {
  if (lists.first.size() == 1) return;
  std::vector<std::size_t> ends(lists.first.begin() + 1, lists.first.end());
  keep_some(ends, kept);
  lists.first.assign(1, 0);
  lists.first.insert(lists.first.end(), ends.begin(), ends.end());
}

void keep_some(PanelPart& part, std::uint64_t first, std::span<const std::uint8_t> kept) {
  const auto own = kept.subspan(part.rounds.first, part.rounds.size());
  keep_some(part.block_round, own);
  part.rounds = {
      first, first + static_cast<std::uint64_t>(std::ranges::count_if(own, [](auto k) { return k != 0; }))};
}

}  // namespace

void drop_unsupported(Panel& panel, std::span<const std::uint8_t> supported, PassWants wants) {
  const auto count = static_cast<std::uint64_t>(std::ranges::count(supported, 0));
  panel.seen.unsupported = count;
  if (count == 0) return;
  if (wants == PassWants::every_log_prob) {
    for (std::size_t i = 0; i < supported.size(); ++i)
      if (supported[i] == 0) {
        panel.log_prob[i] = -std::numeric_limits<double>::infinity();
        panel.pscore[i] = 1;  // what it was may be 0 or beyond numbers, and the weight not a number
      }
    return;
  }
  std::uint64_t first = 0;
  for (PanelPart& part : panel.parts) {
    keep_some(part, first, supported);
    first = part.rounds.last;
  }
  const auto keep = [&](auto&... columns) { (keep_some(columns, supported), ...); };
  keep(panel.context, panel.action, panel.reward, panel.pscore, panel.log_prob);
  keep(panel.seen.pivot, panel.seen.name, panel.seen.row, panel.seen.lists, panel.seen.queries,
       panel.seen.log_z);
}

Panel score_blocks(const Scoring& scoring, std::span<const BlockView> blocks, const FindLive& find_live,
                   PassWants wants) {
  Panel panel;
  agree(scoring.policy.catalogue().group, [&] { run_towers(scoring, blocks, find_live, panel); });
  score(scoring, panel, wants);
  return panel;
}

void score(const Scoring& scoring, Panel& panel, PassWants wants) {
  // Who wants every log_prob evaluates, and may ask for the policy's own probabilities too.
  if (scoring.seen && scoring.seen->normalises() && wants != PassWants::every_log_prob)
    leave_to_what_is_seen(panel);
  else
    run_softmax(scoring, panel, wants);
  MEGABANDIT_CHECK(exhaustive, all_finite(panel.log_z),
                   "a log-partition is not finite: a score left the range of floats");
  if (scoring.seen) return scoring.seen->score(scoring, panel, wants);
  panel.row = TableRows(scoring.policy.catalogue(), panel.action);
  fill_log_prob(panel);
}

namespace {

// What a panel of some rounds needs to be scored anew, and the rows that they have now.
SeenRounds some_rounds(const SeenRounds& all, std::uint64_t first, Eigen::Index count) {
  const auto begin = all.name.begin() + static_cast<std::ptrdiff_t>(first);
  SeenRounds some;
  some.pivot = all.pivot.middleRows(static_cast<Eigen::Index>(first), count);
  if (all.row.rows() > 0) some.row = all.row.middleRows(static_cast<Eigen::Index>(first), count);
  some.name = {begin, begin + count};
  return some;
}

}  // namespace

Panel first_contexts(const Panel& panel, const PanelPart& part, std::uint64_t count) {
  count = std::min(count, part.contexts.size());
  const auto first = static_cast<Eigen::Index>(part.contexts.first), rows = static_cast<Eigen::Index>(count);
  Panel some;
  some.queries = panel.queries.middleRows(first, rows);
  some.log_z.assign(panel.log_z.begin() + first, panel.log_z.begin() + first + rows);
  if (panel.mean.size() > 0) some.mean = panel.mean.middleRows(first, rows);
  for (std::uint64_t i = part.rounds.first;
       i < part.rounds.last && panel.context[i] < part.contexts.first + count; ++i) {
    some.context.push_back(static_cast<std::uint32_t>(panel.context[i] - part.contexts.first));
    some.action.push_back(panel.action[i]);
    some.reward.push_back(panel.reward[i]);
    some.pscore.push_back(panel.pscore[i]);
    some.log_prob.push_back(panel.log_prob[i]);
  }
  const auto rounds = static_cast<Eigen::Index>(some.action.size());
  if (panel.seen.empty())
    some.row = panel.row.some(part.rounds.first, some.action.size());
  else
    some.seen = some_rounds(panel.seen, part.rounds.first, rounds);
  some.parts.push_back({.block = part.block,
                        .contexts = {0, count},
                        .rounds = {0, some.action.size()},
                        .block_row = {part.block_row.begin(), part.block_row.begin() + rows},
                        .block_round = {part.block_round.begin(), part.block_round.begin() + rounds},
                        .pass = {.input = part.pass.input.topRows(rows), .hidden = {}, .output = {}}});
  return some;
}

}  // namespace megabandit
