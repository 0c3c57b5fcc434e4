#include "outputs/logging/logging_draws.hpp"

#include <algorithm>

#include "base/narrow.hpp"
#include "outputs/logging/logging_scores.hpp"
#include "softmax/draws.hpp"

namespace megabandit {
namespace {

DrawName named(DrawName name, const Panel& panel, std::uint64_t entry) {
  name.index = panel.seen.name[entry];
  return name;
}

// The entries from `first` on whose contexts are among the next kContextsDrawn.
Range some_contexts(const Panel& panel, std::uint64_t first, std::uint64_t last) {
  const std::uint64_t limit = panel.context[first] + kContextsDrawn;
  const auto begin = panel.context.begin() + narrow<std::ptrdiff_t>(first),
             end = panel.context.begin() + narrow<std::ptrdiff_t>(last);
  return {first, first + narrow<std::uint64_t>(std::lower_bound(begin, end, limit) - begin)};
}

}  // namespace

std::vector<ActionId> draw_from(const Policy& policy, const SoftmaxKernel& kernel, std::size_t threads,
                                const RowMatrix<double>& queries, const Panel& panel, Range entries,
                                std::uint64_t each, DrawName name) {
  std::vector<ActionId> drawn;
  for (std::uint64_t first = entries.first; first < entries.last;) {
    const Range some = some_contexts(panel, first, entries.last);
    const std::uint32_t context = panel.context[first];
    const RowMatrix<float> rows =
        queries.middleRows(context, panel.context[some.last - 1] - context + 1).cast<float>();
    const ActionDraws draws(kernel, policy.catalogue(), {rows.data(), rows.rows(), rows.cols()}, threads);
    std::vector<DrawPoint> points;
    for (std::uint64_t entry = some.first; entry < some.last; ++entry)
      for (std::uint64_t k = 0; k < each; ++k)
        points.push_back(
            {panel.context[entry] - context, uniform(named(name, panel, entry), narrow<std::uint32_t>(k))});
    std::ranges::copy(draws.draw(points, threads), std::back_inserter(drawn));
    first = some.last;
  }
  return drawn;
}

std::vector<ActionId> LoggingDraws::draw(const Scoring& scoring, const Panel& panel, Range entries,
                                         std::uint64_t each, DrawName name) const {
  if (logging_ != nullptr)
    return draw_from(*logging_, kernel_, scoring.threads, logging_queries(logging_.get(), panel), panel,
                     entries, each, name);
  std::vector<ActionId> drawn;
  for (std::uint64_t entry = entries.first; entry < entries.last; ++entry)
    for (std::uint64_t k = 0; k < each; ++k)
      drawn.emplace_back(narrow<std::uint32_t>(
          below(named(name, panel, entry), scoring.policy.shape().actions, narrow<std::uint32_t>(k))));
  return drawn;
}

}  // namespace megabandit
