#include "softmax/draws.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "base/error.hpp"
#include "base/threads.hpp"
#include "comm/collect.hpp"

namespace megabandit {
namespace {

constexpr std::size_t kTilesInSpan = kSpanActions / kTileActions;
// A total outside of this may have lost parts to over- or underflow.
constexpr double kLeast = 0x1p-60, kMost = 0x1p100;

Eigen::Index index(std::size_t n) { return static_cast<Eigen::Index>(n); }

std::vector<float> largest_scores(const SoftmaxKernel& kernel, const RowsView<float>& queries,
                                  const Slice& slice) {
  std::vector<float> largest(static_cast<std::size_t>(queries.rows()),
                             -std::numeric_limits<float>::infinity());
  kernel.maxima(queries, slice, largest);
  return largest;
}

// Which of the weights has `target` in its share when they lie one behind the other, each as long as it is
// large; target becomes the place within that share, from 0 to 1. The last one with a weight takes what
// rounding has left over.
std::size_t find_share(std::span<const float> weights, double& target) {
  double before = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto weight = static_cast<double>(weights[i]);
    if (weight <= 0) continue;
    last = i;
    if (target < before + weight) {
      target = (target - before) / weight;
      return i;
    }
    before += weight;
  }
  target = 0;
  return last;
}

double sum(std::span<const float> weights) { return std::accumulate(weights.begin(), weights.end(), 0.0); }

}  // namespace

ActionDraws::ActionDraws(const SoftmaxKernel& kernel, const Catalogue& catalogue, RowsView<float> queries,
                         std::size_t threads)
    : kernel_(kernel), catalogue_(catalogue), slice_(catalogue.slice), queries_(queries) {
  if (catalogue.actions == 0) throw DataError("there are no actions to draw from");
  const auto n = static_cast<std::size_t>(queries.rows());
  const Slice landmarks{{catalogue.landmarks.data(), catalogue.landmarks.rows(), catalogue.landmarks.cols()},
                        0};
  shift_ = largest_scores(kernel, queries, landmarks);
  tile_weights_.resize(index(n), index(tiles()));
  spans_.resize(index(n), index((catalogue.actions + kSpanActions - 1) / kSpanActions));
  std::vector<std::size_t> all(n);
  std::iota(all.begin(), all.end(), 0);
  weigh(all, queries, shift_, threads);
  repeat(out_of_range(), threads);
  for (const std::size_t q : out_of_range())
    throw DataError(fmt::format("query {}: a score is not a finite number, there is no action to draw", q));
}

std::size_t ActionDraws::first_span() const { return static_cast<std::size_t>(slice_.first / kSpanActions); }

std::size_t ActionDraws::tiles() const {
  return (static_cast<std::size_t>(slice_.rows.rows()) + kTileActions - 1) / kTileActions;
}

RowMatrix<float> ActionDraws::weigh_tiles(const RowsView<float>& queries, std::span<const float> shift,
                                          std::size_t threads) const {
  RowMatrix<float> weights(queries.rows(), index(tiles()));
  const std::size_t parts = std::max<std::size_t>(1, threads);
  parallel_for(parts, parts, [&](std::size_t part, std::size_t) {
    const ActionRange range = slice_range(static_cast<std::uint64_t>(slice_.rows.rows()), part, parts);
    const auto d = static_cast<std::size_t>(slice_.rows.cols());
    const RowsView<float> rows{slice_.rows.data() + range.first * d, index(range.size()), slice_.rows.cols()};
    kernel_.tile_sums(queries, shift, {rows, slice_.first + range.first},
                      weights.data() + range.first / kTileActions, tiles());
  });
  return weights;
}

// The weights of these queries, whose rows and shifts are given: of the own tiles, and of all ranks' spans.
void ActionDraws::weigh(const std::vector<std::size_t>& queries, const RowsView<float>& rows,
                        std::span<const float> shift, std::size_t threads) {
  const RowMatrix<float> weights = weigh_tiles(rows, shift, threads);
  for (std::size_t i = 0; i < queries.size(); ++i)
    tile_weights_.row(index(queries[i])) = weights.row(index(i));
  std::vector<double> spans = own_spans(weights);
  Communicator* const group = catalogue_.group;
  if (group != nullptr) spans = all_gather_values<double>(*group, spans);
  const std::size_t parts = group == nullptr ? 1 : static_cast<std::size_t>(group->size());
  std::size_t at = 0;
  for (std::size_t part = 0; part < parts; ++part) {
    const ActionRange range = slice_range(catalogue_.actions, part, parts);
    const std::size_t first = range.first / kSpanActions,
                      last = first + (range.size() + kSpanActions - 1) / kSpanActions;
    for (const std::size_t query : queries)
      for (std::size_t span = first; span < last; ++span) spans_(index(query), index(span)) = spans[at++];
  }
  for (const std::size_t query : queries) {
    double before = 0;
    for (double& weight : spans_.row(index(query))) weight = before += weight;
  }
}

// [queries, spans of the slice]
std::vector<double> ActionDraws::own_spans(const RowMatrix<float>& tile_weights) const {
  std::vector<double> spans;
  for (Eigen::Index query = 0; query < tile_weights.rows(); ++query) {
    const float* tile = tile_weights.row(query).data();
    for (std::size_t first = 0; first < tiles(); first += kTilesInSpan)
      spans.push_back(sum({tile + first, std::min(kTilesInSpan, tiles() - first)}));
  }
  return spans;
}

double ActionDraws::total(std::size_t query) const { return spans_(index(query), spans_.cols() - 1); }

std::vector<std::size_t> ActionDraws::out_of_range() const {
  std::vector<std::size_t> found;
  for (std::size_t q = 0; q < shift_.size(); ++q)
    if (!(total(q) >= kLeast && total(q) <= kMost)) found.push_back(q);
  return found;
}

// Queries whose scores are far from those of the landmarks: their shift is the largest score of all.
void ActionDraws::repeat(const std::vector<std::size_t>& queries, std::size_t threads) {
  if (queries.empty()) return;
  const RowMatrix<float> rows = queries_(queries, Eigen::all);
  const RowsView<float> view{rows.data(), rows.rows(), rows.cols()};
  const std::vector<float> own = largest_scores(kernel_, view, slice_);
  std::vector<double> largest(own.begin(), own.end());
  for (double& score : largest)  // one that is none stays none, wherever it is
    if (std::isnan(score)) score = std::numeric_limits<double>::infinity();
  if (catalogue_.group != nullptr) catalogue_.group->max(largest);
  for (std::size_t i = 0; i < queries.size(); ++i) shift_[queries[i]] = static_cast<float>(largest[i]);
  const std::vector<float> shift(largest.begin(), largest.end());
  weigh(queries, view, shift, threads);
}

double ActionDraws::log_z(std::size_t query) const {
  return (static_cast<double>(shift_[query]) + std::log2(total(query))) * std::numbers::ln2;
}

ActionId ActionDraws::draw(std::size_t query, double uniform) const {
  return within(query, place(query, uniform));
}

std::vector<ActionId> ActionDraws::draw(std::span<const DrawPoint> points, std::size_t threads) const {
  std::vector<std::int64_t> action(points.size(), 0);
  const std::size_t first = first_span(), last = first + (tiles() + kTilesInSpan - 1) / kTilesInSpan;
  parallel_for(threads, points.size(), [&](std::size_t i, std::size_t) {
    const Place at = place(points[i].query, points[i].uniform);
    if (at.span >= first && at.span < last) action[i] = within(points[i].query, at).value;
  });
  if (catalogue_.group != nullptr) catalogue_.group->sum(std::span(action));  // one rank has it
  std::vector<ActionId> drawn;
  for (const std::int64_t number : action) drawn.emplace_back(static_cast<std::uint32_t>(number));
  return drawn;
}

ActionDraws::Place ActionDraws::place(std::size_t query, double uniform) const {
  const double* spans = spans_.row(index(query)).data();
  const double* end = spans + spans_.cols();
  double target = uniform * total(query);
  const double* span = std::min(std::upper_bound(spans, end, target), end - 1);
  if (span != spans) target -= span[-1];
  return {static_cast<std::size_t>(span - spans), target};
}

ActionId ActionDraws::within(std::size_t query, Place place) const {
  const std::size_t first = (place.span - first_span()) * kTilesInSpan;
  double target = place.target;
  const std::span<const float> tile_weights{tile_weights_.row(index(query)).data() + first,
                                            std::min(kTilesInSpan, tiles() - first)};
  const std::size_t first_action = (first + find_share(tile_weights, target)) * kTileActions;

  const std::size_t count =
      std::min(kTileActions, static_cast<std::size_t>(slice_.rows.rows()) - first_action);
  std::array<float, kTileActions> memory;
  const std::span weights(memory.data(), count);
  const auto d = static_cast<std::size_t>(queries_.cols());
  kernel_.weights({queries_.data() + query * d, 1, queries_.cols()}, shift_[query],
                  {slice_.rows.data() + first_action * d, index(count), queries_.cols()}, weights);
  target *= sum(weights);
  return ActionId{static_cast<std::uint32_t>(slice_.first + first_action + find_share(weights, target))};
}

}  // namespace megabandit
