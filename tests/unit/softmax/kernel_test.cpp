// The vectorised kernels against the reference, at the sizes where lanes, tiles and registers have their
// edges.

#include "softmax/kernel.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <ostream>
#include <string>

#include "base/random.hpp"
#include "softmax/partition.hpp"

namespace megabandit {
namespace {

RowMatrix<float> normal_matrix(Eigen::Index rows, Eigen::Index columns, double scale, std::uint64_t seed) {
  RowMatrix<float> m(rows, columns);
  for (Eigen::Index i = 0; i < m.size(); ++i)
    m.data()[i] = static_cast<float>(
        scale * normal({.seed = seed, .stream = Stream::probe, .index = static_cast<std::uint64_t>(i)}));
  return m;
}

RowsView<float> view(const RowMatrix<float>& m) { return {m.data(), m.rows(), m.cols()}; }

Partition means(const SoftmaxKernel& kernel, const RowsView<float>& queries, const RowMatrix<float>& table) {
  const auto catalogue = make_catalogue({view(table), 0}, static_cast<std::uint64_t>(table.rows()), nullptr);
  return partition(kernel, catalogue, {.queries = queries, .mean = true}, 1);
}

struct Size {
  Eigen::Index queries, actions, columns;
};

struct Case {
  const SoftmaxKernel* kernel;
  Size size;
};

std::string label(const Case& c) {
  std::string name = c.kernel->name();
  std::erase(name, '-');
  return name + "_" + std::to_string(c.size.queries) + "x" + std::to_string(c.size.actions) + "x" +
         std::to_string(c.size.columns);
}

void PrintTo(const Case& c, std::ostream* out) { *out << label(c); }

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const SoftmaxKernel* kernel : vector_kernels())
    for (const Size size : {Size{1, 1, 1}, Size{0, 5, 3}, Size{1, 2, 7}, Size{31, 127, 8}, Size{32, 128, 16},
                            Size{33, 129, 17}, Size{5, 5000, 64}, Size{65, 300, 33}, Size{2, 10000, 5}})
      all.push_back({kernel, size});
  return all;
}

class Kernels : public testing::TestWithParam<Case> {};

TEST_P(Kernels, agree_with_the_reference) {
  const auto [kernel, size] = GetParam();
  const auto queries = normal_matrix(size.queries, size.columns, 1.0, 1);
  const auto table = normal_matrix(size.actions, size.columns, 1.0, 2);
  const Partition expected = means(reference_kernel(), view(queries), table);
  const Partition found = means(*kernel, view(queries), table);
  // Float dot products: an error of about sqrt(columns) * |score| * 2^-24 in the exponent; 2e-5 is ten times
  // that at 64 columns.
  for (std::size_t q = 0; q < found.log_z.size(); ++q) EXPECT_NEAR(found.log_z[q], expected.log_z[q], 2e-5);
  EXPECT_LE((found.mean - expected.mean).norm(), 2e-5F * (1 + expected.mean.norm()));

  const auto weighted = normal_matrix(size.queries, size.columns, 1.0, 3);
  RowMatrix<float> expected_gradient(size.actions, size.columns), gradient(size.actions, size.columns);
  const Slice all{view(table), 0};
  reference_kernel().table_gradient(view(queries), expected.log_z, view(weighted), all, {}, {},
                                    expected_gradient);
  kernel->table_gradient(view(queries), found.log_z, view(weighted), all, {}, {}, gradient);
  EXPECT_LE((gradient - expected_gradient).norm(), 5e-5F * (1e-3F + expected_gradient.norm()));
}

TEST_P(Kernels, find_the_best_actions) {
  const auto [kernel, size] = GetParam();
  // Small integers: scores are exact in float up to the factor log2 e, and there are ties.
  RowMatrix<float> queries = normal_matrix(size.queries, size.columns, 1.5, 4).array().round();
  RowMatrix<float> table = normal_matrix(size.actions, size.columns, 1.5, 5).array().round();
  for (const std::size_t n : {std::size_t{1}, std::size_t{7}}) {
    const auto expected = reference_kernel().top(view(queries), {view(table), 0}, n);
    const auto best = kernel->top(view(queries), {view(table), 0}, n);
    ASSERT_EQ(best.size(), expected.size());
    for (std::size_t q = 0; q < best.size(); ++q) {
      ASSERT_EQ(best[q].size(), std::min(n, static_cast<std::size_t>(size.actions)));
      for (std::size_t i = 0; i < best[q].size(); ++i)
        EXPECT_NEAR(best[q][i].score, expected[q][i].score, 1e-4);
    }
  }
}

TEST_P(Kernels, do_not_let_neighbours_change_a_query) {
  const auto [kernel, size] = GetParam();
  const auto queries = normal_matrix(size.queries, size.columns, 3.0, 6);
  const auto table = normal_matrix(size.actions, size.columns, 1.0, 7);
  const Partition together = means(*kernel, view(queries), table);
  for (Eigen::Index q = 0; q < size.queries; ++q) {
    const Partition alone = means(*kernel, {queries.data() + q * size.columns, 1, size.columns}, table);
    EXPECT_EQ(alone.log_z[0], together.log_z[static_cast<std::size_t>(q)]);
    EXPECT_EQ(alone.mean.row(0), together.mean.row(q));
  }
}

TEST_P(Kernels, survive_scores_of_ten_thousand) {
  const auto [kernel, size] = GetParam();
  RowMatrix<float> queries = RowMatrix<float>::Zero(size.queries, size.columns);
  RowMatrix<float> table = RowMatrix<float>::Zero(size.actions, size.columns);
  queries.col(0).setConstant(100.0F);
  for (Eigen::Index a = 0; a < size.actions; ++a)
    table(a, 0) = -100.0F + 200.0F * static_cast<float>(a) /
                                static_cast<float>(std::max<Eigen::Index>(1, size.actions - 1));
  const Partition found = means(*kernel, view(queries), table);
  const Partition expected = means(reference_kernel(), view(queries), table);
  for (std::size_t q = 0; q < found.log_z.size(); ++q)
    EXPECT_NEAR(found.log_z[q], expected.log_z[q], 1e4 * 0x1p-22);
  EXPECT_LE((found.mean - expected.mean).norm(), 1e-2F * (1 + expected.mean.norm()));
}

INSTANTIATE_TEST_SUITE_P(Sizes, Kernels, testing::ValuesIn(cases()),
                         [](const auto& parameter) { return label(parameter.param); });

}  // namespace
}  // namespace megabandit
