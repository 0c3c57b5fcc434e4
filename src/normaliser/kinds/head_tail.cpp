#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>

#include "base/threads.hpp"
#include "normaliser/cell_masses.hpp"
#include "normaliser/kinds/kinds.hpp"
#include "normaliser/sampled.hpp"
#include "softmax/partition_sums.hpp"
#include "softmax/top_heap.hpp"

namespace megabandit::normalisers {
namespace {

/// Which cells each query takes exactly, and under which shift (log2) their weights are summed.
struct Heads {
  std::size_t most = 0;             // cells a query
  std::vector<std::uint32_t> cell;  // [n, most], increasing in a query
  std::vector<float> shift;         // [n]

  std::span<std::uint32_t> of(std::size_t query) { return {cell.data() + query * most, most}; }
  std::span<const std::uint32_t> of(std::size_t query) const { return {cell.data() + query * most, most}; }
};

/// The queries of every cell, one cell after another.
struct ByCell {
  std::vector<std::uint32_t> first, query;

  ByCell(const Heads& heads, std::size_t cells) : first(cells + 1, 0), query(heads.cell.size()) {
    for (const std::uint32_t cell : heads.cell) ++first[cell + 1];
    for (std::size_t cell = 0; cell < cells; ++cell) first[cell + 1] += first[cell];
    std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
    for (std::size_t i = 0; i < heads.cell.size(); ++i)
      query[next[heads.cell[i]]++] = static_cast<std::uint32_t>(i / heads.most);
  }
  std::span<const std::uint32_t> of(std::size_t cell) const {
    return std::span(query).subspan(first[cell], first[cell + 1] - first[cell]);
  }
};

class HeadTail final : public Normaliser {
 public:
  HeadTail(const NormaliserParts& parts, Cells cells, std::size_t head, std::uint64_t draws)
      : kernel_(parts.kernel),
        gather_(gather_kernel(parts.kernel)),
        seed_(parts.seed),
        scale_(scale_for(parts.catalogue.actions, std::min(head, cells.count()))),
        exponent_(parts.catalogue.exponent),
        cells_(std::move(cells)),
        head_(std::min(head, cells_.count())),
        draws_(draws) {}

  std::string name() const override { return "head-tail"; }
  std::uint64_t memory() const override { return cells_.memory(); }

  Partition partition(const SampleRequest& request, std::size_t threads) const override {
    const auto n = static_cast<std::size_t>(request.queries.rows());
    const RowMatrix<float> queries = in_log2(request.queries);
    Heads heads = choose(queries, threads);
    PartitionSums sums = sum_heads(request, heads, threads);
    raise_shifts(request, heads, sums, threads);
    Partition out = empty_partition(n, static_cast<std::size_t>(request.queries.cols()), request.mean);
    for_query_blocks(n, threads, [&](std::size_t first, std::size_t count) {
      add_tails(request, queries, {heads, sums}, {first, count}, out);
    });
    return out;
  }

 private:
  struct Summed {
    const Heads& heads;
    const PartitionSums& sums;
  };
  struct Run {
    std::size_t first, count;
  };

  // Every cell of a head begins a span of its own: up to `cells` sums more than the catalogue in one piece
  // has.
  static FixedScale scale_for(std::uint64_t actions, std::uint64_t cells) {
    return FixedScale::of(actions + cells * kSpanActions);
  }

  static RowsView<float> rows(const RowMatrix<float>& queries, const Run& run) {
    return {queries.row(static_cast<Eigen::Index>(run.first)).data(), static_cast<Eigen::Index>(run.count),
            queries.cols()};
  }

  Heads choose(const RowMatrix<float>& queries, std::size_t threads) const {
    const auto n = static_cast<std::size_t>(queries.rows());
    Heads heads{head_, std::vector<std::uint32_t>(n * head_), std::vector<float>(n)};
    for_query_blocks(n, threads, [&](std::size_t first, std::size_t count) {
      CellMasses masses(cells_, gather_);
      masses.guess(rows(queries, {first, count}));
      for (std::size_t q = 0; q < count; ++q) {
        choose(masses.of(q), heads.of(first + q));
        heads.shift[first + q] = masses.largest(q) - static_cast<float>(scale_.least);
      }
    });
    return heads;
  }

  // The cells of largest mass.
  static void choose(std::span<const float> mass, std::span<std::uint32_t> chosen) {
    TopHeap best(chosen.size());
    for (std::size_t cell = 0; cell < mass.size(); ++cell)
      if (static_cast<double>(mass[cell]) > best.bar())
        best.offer(ActionId{static_cast<std::uint32_t>(cell)}, static_cast<double>(mass[cell]));
    const auto sorted = std::move(best).sorted();
    for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i] = sorted[i].action.value;
    std::ranges::sort(chosen);
  }

  std::size_t columns(const SampleRequest& request) const {
    return request.mean ? static_cast<std::size_t>(request.queries.cols()) : 0;
  }

  // Cell by cell, with all the queries that want it: a matrix product, as in the exact pass.
  PartitionSums sum_heads(const SampleRequest& request, const Heads& heads, std::size_t threads) const {
    const ByCell by_cell(heads, cells_.count());
    PartitionSums total(heads.shift.size(), columns(request), false, scale_, exponent_);
    std::mutex guard;
    parallel_for(threads, cells_.count(), [&](std::size_t cell, std::size_t) {
      const auto queries = by_cell.of(cell);
      if (queries.empty()) return;
      PartitionSums some = sum_cell(request, heads, cell, queries);
      const std::lock_guard lock(guard);
      total.merge_queries(some, queries);
    });
    return total;
  }

  PartitionSums sum_cell(const SampleRequest& request, const Heads& heads, std::size_t cell,
                         std::span<const std::uint32_t> queries) const {
    RowMatrix<float> some(static_cast<Eigen::Index>(queries.size()), request.queries.cols());
    std::vector<float> shift(queries.size());
    for (std::size_t i = 0; i < queries.size(); ++i) {
      some.row(static_cast<Eigen::Index>(i)) = request.queries.row(queries[i]);
      shift[i] = heads.shift[queries[i]];
    }
    PartitionSums sums(queries.size(), columns(request), false, scale_, exponent_);
    kernel_.accumulate({some.data(), some.rows(), some.cols()}, shift, {cells_.rows_of(cell), 0}, {}, sums);
    return sums;
  }

  // Queries for which some row scores far above all centres: their shift is taken from their largest score.
  void raise_shifts(const SampleRequest& request, Heads& heads, PartitionSums& sums,
                    std::size_t threads) const {
    parallel_for(threads, heads.shift.size(), [&](std::size_t q, std::size_t) {
      if (!sums.overflowed(q)) return;
      sums.clear_query(q);
      const RowsView<float> query(request.queries.row(static_cast<Eigen::Index>(q)).data(), 1,
                                  request.queries.cols());
      float largest = -std::numeric_limits<float>::infinity();
      for (const std::uint32_t cell : heads.of(q))
        kernel_.maxima(query, {cells_.rows_of(cell), 0}, {&largest, 1});
      heads.shift[q] = largest - static_cast<float>(scale_.least);
      const auto name = static_cast<std::uint32_t>(q);
      for (const std::uint32_t cell : heads.of(q))
        sums.merge_queries(sum_cell(request, heads, cell, {&name, 1}), {&name, 1});
    });
  }

  void add_tails(const SampleRequest& request, const RowMatrix<float>& queries, const Summed& head,
                 const Run& run, Partition& out) const {
    const RowsView<float> some = rows(queries, run);
    const auto names = draw_names(request, seed_, run.first, run.count);
    CellMasses masses(cells_, gather_);
    masses.guess(some);
    WeightedSum sum(gather_, columns(request));
    DrawnRows draws;
    for (std::size_t i = 0; i < run.count; ++i) {
      const std::size_t q = run.first + i;
      const auto mass = masses.of(i);
      for (const std::uint32_t cell : head.heads.of(q)) mass[cell] = 0;
      draws.clear();
      draw_from_cells(cells_, mass, draws_, names[i], draws);
      draws.count_exactly(known_in_tail(request, q, head.heads.of(q)));
      sum.clear();
      sum.add(some.row(static_cast<Eigen::Index>(i)).data(), cells_.rows(), draws);
      add_head(head, q, sum);
      sum.finish(out, q);
    }
  }

  // Known actions that are not in the head.
  std::vector<std::uint32_t> known_in_tail(const SampleRequest& request, std::size_t query,
                                           std::span<const std::uint32_t> head) const {
    auto known = known_rows(request, query, [&](ActionId action) { return cells_.row_of(action); });
    std::erase_if(known, [&](std::uint32_t row) {
      return std::ranges::any_of(head, [&](std::uint32_t cell) {
        return row >= cells_.first(cell) && row - cells_.first(cell) < cells_.size(cell);
      });
    });
    return known;
  }

  static void add_head(const Summed& head, std::size_t q, WeightedSum& sum) {
    const double weight =
        head.sums.overflowed(q) ? std::numeric_limits<double>::quiet_NaN() : head.sums.total(0, q);
    sum.add_sum(static_cast<double>(head.heads.shift[q]) + std::log2(weight), 1,
                [&](std::size_t k) { return head.sums.total(1 + k, q) / weight; });
  }

  const SoftmaxKernel& kernel_;
  const GatherKernel& gather_;
  std::uint64_t seed_;
  FixedScale scale_;
  int exponent_;
  Cells cells_;
  std::size_t head_;
  std::uint64_t draws_;
};

std::unique_ptr<Normaliser> make(const Arguments& complete, const NormaliserParts& parts) {
  Cells cells(parts.kernel, parts.catalogue.slice.rows, cells_for(complete, parts.catalogue.actions),
              parts.seed, parts.threads);
  return std::make_unique<HeadTail>(parts, std::move(cells), static_cast<std::size_t>(complete.at("head")),
                                    static_cast<std::uint64_t>(complete.at("draws")));
}

}  // namespace

NormaliserKind head_tail() {
  return {{"head-tail",
           "the heaviest cells of similar actions exactly, the others by draws",
           {{"head", 4, 1, 1e9, "cells that are summed exactly", SettingKind::integer},
            draws_parameter(100),
            cells_parameter()}},
          make};
}

}  // namespace megabandit::normalisers
