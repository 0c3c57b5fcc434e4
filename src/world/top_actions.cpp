#include "world/top_actions.hpp"

#include <algorithm>

#include "world/rows.hpp"

namespace megabandit {
namespace {

// Where nothing is left out there is nothing to select.
std::vector<std::vector<Ranked>> all_actions(const RowMatrix<float>& queries,
                                             const RowMatrix<float>& embedding) {
  const RowMatrix<float> scores = mapped(queries, embedding.transpose());
  std::vector<std::vector<Ranked>> all(static_cast<std::size_t>(queries.rows()));
  for (Eigen::Index i = 0; i < scores.rows(); ++i) {
    auto& ranked = all[static_cast<std::size_t>(i)];
    ranked.reserve(static_cast<std::size_t>(scores.cols()));
    for (Eigen::Index a = 0; a < scores.cols(); ++a)
      ranked.push_back({ActionId(static_cast<std::uint32_t>(a)), double{scores(i, a)}});
  }
  return all;
}

}  // namespace

std::vector<std::vector<Ranked>> top_actions(const RowMatrix<float>& queries,
                                             const RowMatrix<float>& embedding, std::uint64_t top) {
  if (top >= static_cast<std::uint64_t>(embedding.rows())) return all_actions(queries, embedding);
  const RowsView<float> query_rows(queries.data(), queries.rows(), queries.cols());
  const RowsView<float> table(embedding.data(), embedding.rows(), embedding.cols());
  auto best = vector_kernel().top(query_rows, {table, 0}, top);
  for (auto& ranked : best) std::ranges::sort(ranked, {}, [](const Ranked& one) { return one.action; });
  return best;
}

}  // namespace megabandit
