#include "log/shards/loaded.hpp"

#include <algorithm>
#include <numeric>

namespace megabandit {
namespace {

/// By context, those of one context as they were.
Rounds sorted_by_context(const Rounds& rounds, Range contexts) {
  std::vector<std::uint64_t> next(contexts.size() + 1, 0);
  for (const ContextId context : rounds.context) ++next[context.value - contexts.first + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  Rounds sorted;
  sorted.context.resize(rounds.size());
  sorted.action.resize(rounds.size());
  sorted.reward.resize(rounds.size());
  sorted.pscore.resize(rounds.size());
  sorted.output.resize(rounds.output.rows(), rounds.output.cols());
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    const std::uint64_t at = next[rounds.context[i].value - contexts.first]++;
    sorted.context[at] = rounds.context[i];
    sorted.action[at] = rounds.action[i];
    sorted.reward[at] = rounds.reward[i];
    sorted.pscore[at] = rounds.pscore[i];
    if (rounds.output.cols() > 0)
      sorted.output.row(static_cast<Eigen::Index>(at)) = rounds.output.row(static_cast<Eigen::Index>(i));
  }
  return sorted;
}

/// Some rows of a matrix; none where it has none.
RowsView<float> rows_of(const RowMatrix<float>& matrix, std::uint64_t first, std::uint64_t rows) {
  if (matrix.cols() == 0) return {nullptr, 0, 0};
  return {matrix.data() + first * static_cast<std::uint64_t>(matrix.cols()), static_cast<Eigen::Index>(rows),
          matrix.cols()};
}

}  // namespace

std::uint64_t context_bytes(const LogFile& log, Range contexts, Outputs outputs) {
  const LogShape& shape = log.shape();
  std::uint64_t bytes = (shape.features + shape.truth_columns) * sizeof(float) + 2 * sizeof(std::uint64_t);
  if (outputs == Outputs::read && shape.has_output_shift)
    bytes += std::max(shape.output, shape.action_output) * sizeof(float);
  if (outputs == Outputs::read && log.file().has("/contexts/query")) bytes += sizeof(std::uint32_t);
  return contexts.size() * bytes + log.truth_entries(contexts) * (sizeof(ActionId) + sizeof(float));
}

std::uint64_t output_bytes(const LogShape& shape, Outputs outputs) {
  return outputs == Outputs::read ? shape.output * sizeof(float) : 0;
}

void Loaded::read_contexts(const LogFile& log, Range blocks) {
  blocks_ = blocks;
  contexts_ = {std::min(blocks.first * plan_.contexts_per_block, plan_.contexts),
               std::min(blocks.last * plan_.contexts_per_block, plan_.contexts)};
  Faults faults;
  log.read_features(contexts_, features_, faults);
  truth_ = log.truth(contexts_, faults);
  factored_truth_ = log.truth_of_contexts(contexts_, faults);
  if (outputs_ == Outputs::read) {
    output_shift_ = log.output_shift(contexts_, faults);
    query_ = log.query(contexts_, faults);
  }
  faults.throw_first(log.file().path());
}

void Loaded::take(Rounds rounds) {
  const bool sorted = std::is_sorted(rounds.context.begin(), rounds.context.end());
  rounds_ = sorted ? std::move(rounds) : sorted_by_context(rounds, contexts_);
  first_round_.assign(1, 0);
  for (BlockId block(blocks_.first); block.value < blocks_.last; ++block.value) {
    const Range members = plan_.contexts_of(block);
    const auto begin = rounds_.context.begin() + static_cast<std::ptrdiff_t>(first_round_.back());
    const auto end =
        std::lower_bound(begin, rounds_.context.end(), members.last,
                         [](ContextId context, std::uint64_t bound) { return context.value < bound; });
    const auto first = static_cast<std::uint32_t>(members.first);
    for (auto context = begin; context != end; ++context) context->value -= first;
    first_round_.push_back(static_cast<std::uint64_t>(end - rounds_.context.begin()));
  }
}

BlockView Loaded::view(BlockId block) const {
  const Range contexts = plan_.contexts_of(block);
  const std::uint64_t row = contexts.first - contexts_.first;
  const std::uint64_t first = first_round_[block.value - blocks_.first],
                      rounds = first_round_[block.value - blocks_.first + 1] - first;
  static_assert(sizeof(ContextId) == sizeof(std::uint32_t));
  BlockView view{.id = block,
                 .features = rows_of(features_, row, contexts.size()),
                 .context = {reinterpret_cast<const std::uint32_t*>(rounds_.context.data()) + first, rounds},
                 .action = std::span(rounds_.action).subspan(first, rounds),
                 .reward = std::span(rounds_.reward).subspan(first, rounds),
                 .pscore = std::span(rounds_.pscore).subspan(first, rounds),
                 .output = rows_of(rounds_.output, first, rounds),
                 .output_shift = rows_of(output_shift_, row, contexts.size()),
                 .query = {},
                 .truth = rows_of(factored_truth_, row, contexts.size()),
                 .truth_offset = {},
                 .truth_action = {},
                 .truth_reward = {}};
  if (!query_.empty()) view.query = std::span(query_).subspan(row, contexts.size());
  if (truth_.offset.empty()) return view;
  view.truth_offset = std::span(truth_.offset).subspan(row, contexts.size() + 1);
  view.truth_action = truth_.action;
  view.truth_reward = truth_.reward;
  return view;
}

}  // namespace megabandit
