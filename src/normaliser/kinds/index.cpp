#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "normaliser/kinds/kinds.hpp"
#include "normaliser/sampled.hpp"

namespace megabandit::normalisers {
namespace {

constexpr std::size_t kLinks = 32;          // M, of the published method
constexpr std::size_t kConstruction = 200;  // candidates an insertion looks at
constexpr std::size_t kSeed = 100;

/// The nearest rows by inner product, from a graph (HNSW). Rows enter one after another: in another order it
/// would be another graph.
class NearestRows {
 public:
  NearestRows(RowsView<float> table, std::size_t nearest)
      : space_(static_cast<std::size_t>(table.cols())),
        graph_(&space_, static_cast<std::size_t>(table.rows()), kLinks, kConstruction, kSeed),
        nearest_(std::min(nearest, static_cast<std::size_t>(table.rows()))) {
    for (Eigen::Index row = 0; row < table.rows(); ++row)
      graph_.addPoint(table.row(row).data(), static_cast<hnswlib::labeltype>(row));
    graph_.setEf(nearest_);
  }

  std::vector<std::uint32_t> of(const float* query) const {
    auto found = graph_.searchKnn(query, nearest_);
    std::vector<std::uint32_t> rows;
    for (; !found.empty(); found.pop()) rows.push_back(static_cast<std::uint32_t>(found.top().second));
    std::ranges::sort(rows);
    return rows;
  }
  std::uint64_t memory() const { return graph_.max_elements_ * graph_.size_data_per_element_; }

 private:
  hnswlib::InnerProductSpace space_;
  hnswlib::HierarchicalNSW<float> graph_;
  std::size_t nearest_;
};

/// Evenly over the catalogue for a share of the draws, by the softmax over the nearest rows for the others;
/// a row counts by its chances in both.
class Index final : public Proposal {
 public:
  Index(const NormaliserParts& parts, std::size_t nearest, std::uint64_t even, std::uint64_t near)
      : table_(parts.catalogue.slice.rows),
        kernel_(gather_kernel(parts.kernel)),
        nearest_(table_, nearest),
        even_(even),
        near_(near) {}

  RowsView<float> rows() const override { return table_; }
  std::uint32_t row_of(ActionId action) const override { return action.value; }
  std::uint64_t memory() const override { return nearest_.memory(); }

  void draw(RowsView<float> queries, std::span<const DrawName> names,
            std::span<DrawnRows> draws) const override {
    for (std::size_t q = 0; q < draws.size(); ++q)
      draw(queries.row(static_cast<Eigen::Index>(q)).data(), names[q], draws[q]);
  }

 private:
  struct Near {
    std::vector<std::uint32_t> row;  // increasing
    std::vector<double> expected;    // draws of each from the softmax over them
  };

  Near near(const float* query) const {
    Near near{nearest_.of(query), {}};
    std::vector<float> score(near.row.size());
    kernel_.row_scores(query, table_.data(), static_cast<std::size_t>(table_.cols()), near.row.data(),
                       near.row.size(), score.data());
    const float largest = *std::ranges::max_element(score);
    for (const float one : score) near.expected.push_back(std::exp2(static_cast<double>(one - largest)));
    const double unit =
        static_cast<double>(near_) / std::accumulate(near.expected.begin(), near.expected.end(), 0.0);
    for (double& one : near.expected) one *= unit;
    return near;
  }

  void draw(const float* query, const DrawName& name, DrawnRows& draws) const {
    const Near near = this->near(query);
    SpreadPoints points(name, even_ + near_);
    std::vector<std::uint32_t> rows;
    const auto actions = static_cast<double>(table_.rows()), even = static_cast<double>(even_),
               all = static_cast<double>(even_ + near_);
    for (std::uint64_t i = 0; i < even_; ++i)
      rows.push_back(static_cast<std::uint32_t>(std::min(points.at(i) * all / even * actions, actions - 1)));
    double last = near.expected.front();
    std::size_t at = 0;
    for (std::uint64_t i = even_; i < even_ + near_; ++i) {
      const double point = points.at(i) * all - even;
      while (point >= last && at + 1 < near.row.size()) last += near.expected[++at];
      rows.push_back(near.row[at]);
    }
    std::ranges::sort(rows);
    count(rows, near, even / actions, draws);
  }

  static void count(const std::vector<std::uint32_t>& rows, const Near& near, double even, DrawnRows& draws) {
    std::size_t at = 0;
    for (const std::uint32_t row : rows) {
      while (at < near.row.size() && near.row[at] < row) ++at;
      const bool is_near = at < near.row.size() && near.row[at] == row;
      draws.add(row, static_cast<float>(std::log2(even + (is_near ? near.expected[at] : 0.0))));
    }
  }

  RowsView<float> table_;
  const GatherKernel& kernel_;
  NearestRows nearest_;
  std::uint64_t even_, near_;
};

std::unique_ptr<Normaliser> make(const Arguments& complete, const NormaliserParts& parts) {
  const double draws = complete.at("draws");
  // At least one: without it the actions far from the context would never count.
  const auto even = static_cast<std::uint64_t>(std::ceil(complete.at("even") * draws));
  return make_sampled({"index", parts.seed}, parts.kernel,
                      std::make_unique<Index>(parts, static_cast<std::size_t>(complete.at("nearest")), even,
                                              static_cast<std::uint64_t>(draws) - even));
}

}  // namespace

NormaliserKind index() {
  return {{"index",
           "sampled softmax, draws from a mixture of all actions and of the nearest by an index (HNSW)",
           {draws_parameter(1000),
            {"nearest", 256, 1, 1e9, "actions asked of the index", SettingKind::integer},
            {"even", 0.8, kPositive, 1, "share of the draws that are spread over all actions"}}},
          make};
}

}  // namespace megabandit::normalisers
