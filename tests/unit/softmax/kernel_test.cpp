// The vectorised kernels against the reference, at the sizes where lanes, tiles, spans and registers have
// their edges.

#include "softmax/kernel.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <ostream>

#include "softmax/partition.hpp"
#include "unit/softmax/problems.hpp"

namespace megabandit {
namespace {

struct Size {
  Eigen::Index queries, actions, columns;
};

struct Case {
  const SoftmaxKernel* kernel;
  Size size;
};

std::string label(const Case& c) {
  return label(*c.kernel) + "_" + std::to_string(c.size.queries) + "x" + std::to_string(c.size.actions) +
         "x" + std::to_string(c.size.columns);
}

void PrintTo(const Case& c, std::ostream* out) { *out << label(c); }

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const SoftmaxKernel* kernel : all_kernels())
    for (const Size size :
         {Size{1, 1, 1}, Size{0, 5, 3}, Size{1, 2, 7}, Size{31, 127, 8}, Size{32, 128, 16}, Size{33, 129, 17},
          Size{5, 5000, 64}, Size{65, 300, 33}, Size{2, 10000, 5}, Size{1, 4095, 2}, Size{3, 4096, 12},
          Size{33, 4097, 31}, Size{300, 131, 70}, Size{9, 63, 130}})
      all.push_back({kernel, size});
  return all;
}

bool in_bf16(const SoftmaxKernel& kernel) { return kernel.name().find("bf16") != std::string::npos; }

Catalogue catalogue_of(const RowMatrix<float>& table) {
  return make_catalogue({view(table), 0}, static_cast<std::uint64_t>(table.rows()), nullptr);
}

Partition means(const SoftmaxKernel& kernel, const RowsView<float>& queries, const RowMatrix<float>& table) {
  return partition(kernel, catalogue_of(table), {.queries = queries, .mean = true}, 1);
}

struct Problem {
  RowMatrix<float> queries, table;
  Problem(const Size& size, double scale)
      : queries(normal_matrix(size.queries, size.columns, scale, 1)),
        table(normal_matrix(size.actions, size.columns, 1, 2)) {}

  // How far a score can be off. Single precision: about sqrt(columns) |score| 2^-24; 2e-5 is ten times that
  // at 64 columns. In bf16, query and row are off by 2^-8 of each entry.
  double score_error(const SoftmaxKernel& kernel) const {
    if (!in_bf16(kernel) || queries.size() == 0) return 2e-5;
    return 2e-5 +
           0x1p-7 * static_cast<double>((queries.cwiseAbs() * table.cwiseAbs().transpose()).maxCoeff());
  }
  // How far a probability times a row can be off, relative to it: probabilities are quotients of two sums,
  // and in bf16 weights and rows are rounded once more.
  double relative_error(const SoftmaxKernel& kernel) const {
    return std::expm1(2 * score_error(kernel)) + (in_bf16(kernel) ? 0x1p-7 : 0);
  }
};

class Kernels : public testing::TestWithParam<Case> {};

TEST_P(Kernels, agree_with_the_reference) {
  const auto [kernel, size] = GetParam();
  const Problem problem(size, 1);
  const Partition expected = means(reference_kernel(), view(problem.queries), problem.table);
  const Partition found = means(*kernel, view(problem.queries), problem.table);
  for (std::size_t q = 0; q < found.log_z.size(); ++q)
    EXPECT_NEAR(found.log_z[q], expected.log_z[q], problem.score_error(*kernel));
  if (size.queries == 0) return;
  const double bound =
      problem.relative_error(*kernel) * static_cast<double>(problem.table.cwiseAbs().maxCoeff());
  EXPECT_LE(static_cast<double>((found.mean - expected.mean).cwiseAbs().maxCoeff()), bound);
}

TEST_P(Kernels, have_the_gradient_of_the_reference) {
  const auto [kernel, size] = GetParam();
  const Problem problem(size, 1);
  const auto weighted = normal_matrix(size.queries, size.columns, 1, 3);
  const RowMatrix<float> sizes = weighted.cwiseAbs();
  const Slice all{view(problem.table), 0};
  const auto log_z = means(reference_kernel(), view(problem.queries), problem.table).log_z;
  RowMatrix<float> expected(size.actions, size.columns), largest(expected), found(expected);
  reference_kernel().table_gradient(view(problem.queries), log_z, view(weighted), all, {}, {}, expected);
  reference_kernel().table_gradient(view(problem.queries), log_z, view(sizes), all, {}, {}, largest);
  kernel->table_gradient(view(problem.queries), log_z, view(weighted), all, {}, {}, found);
  const auto relative = static_cast<float>(problem.relative_error(*kernel));
  EXPECT_TRUE(((found - expected).array().abs() <= relative * largest.array() + 1e-30F).all())
      << (found - expected).cwiseAbs().maxCoeff();
}

TEST_P(Kernels, weigh_by_a_field) {
  const auto [kernel, size] = GetParam();
  if (size.queries == 0) return;
  const Problem problem(size, 1);
  const Catalogue catalogue = catalogue_of(problem.table);
  const Eigen::Index rank = 1 + size.columns / 2;
  const auto field_queries = normal_matrix(size.queries, rank, 0.3, 4),
             field_rows = normal_matrix(size.actions, rank, 0.3, 5);
  const PassRequest request{
      .queries = view(problem.queries), .mean = true, .field = {view(field_queries), view(field_rows), 2}};
  const Partition expected = partition(reference_kernel(), catalogue, request, 1),
                  found = partition(*kernel, catalogue, request, 1);
  const double largest_u =
      static_cast<double>((field_queries.cwiseAbs() * field_rows.cwiseAbs().transpose()).maxCoeff());
  const double bound = largest_u * (problem.relative_error(*kernel) + 2e-5);
  for (std::size_t q = 0; q < found.field.size(); ++q) EXPECT_NEAR(found.field[q], expected.field[q], bound);
  EXPECT_LE(static_cast<double>((found.field_mean - expected.field_mean).cwiseAbs().maxCoeff()),
            2 * bound * static_cast<double>(problem.table.cwiseAbs().maxCoeff()));

  const std::vector<float> centre(expected.field.begin(), expected.field.end());
  const auto weighted = normal_matrix(size.queries, size.columns, 1, 6);
  RowMatrix<float> expected_gradient(size.actions, size.columns), gradient(size.actions, size.columns);
  for (const SoftmaxKernel* one : {&reference_kernel(), kernel})
    one->table_gradient(view(problem.queries), expected.log_z, view(weighted), catalogue.slice, request.field,
                        centre, one == kernel ? gradient : expected_gradient);
  // Every query adds at most 2 |u| |weighted| to a row.
  EXPECT_LE(static_cast<double>((gradient - expected_gradient).cwiseAbs().maxCoeff()),
            4 * bound * static_cast<double>(weighted.cwiseAbs().colwise().sum().maxCoeff()));
}

TEST_P(Kernels, find_the_best_actions) {
  const auto [kernel, size] = GetParam();
  // Small integers: scores are exact in float, and there are ties.
  RowMatrix<float> queries = normal_matrix(size.queries, size.columns, 1.5, 4).array().round();
  RowMatrix<float> table = normal_matrix(size.actions, size.columns, 1.5, 5).array().round();
  for (const std::size_t n : {std::size_t{0}, std::size_t{1}, std::size_t{7}}) {
    const auto expected = reference_kernel().top(view(queries), {view(table), 0}, n);
    const auto best = kernel->top(view(queries), {view(table), 0}, n);
    ASSERT_EQ(best.size(), expected.size());
    for (std::size_t q = 0; q < best.size(); ++q) {
      ASSERT_EQ(best[q].size(), std::min(n, static_cast<std::size_t>(size.actions)));
      for (std::size_t i = 0; i < best[q].size(); ++i) {
        EXPECT_EQ(best[q][i].action, expected[q][i].action);
        EXPECT_EQ(best[q][i].score, expected[q][i].score);
      }
    }
  }
}

TEST_P(Kernels, raise_maxima) {
  const auto [kernel, size] = GetParam();
  const Problem problem(size, 1);
  constexpr float kNone = -std::numeric_limits<float>::infinity();
  std::vector<float> expected(static_cast<std::size_t>(size.queries), kNone), found(expected);
  reference_kernel().maxima(view(problem.queries), {view(problem.table), 0}, expected);
  kernel->maxima(view(problem.queries), {view(problem.table), 0}, found);
  for (std::size_t q = 0; q < found.size(); ++q) {
    EXPECT_NEAR(found[q], expected[q], 1.5 * problem.score_error(*kernel));  // in units of log 2
    std::vector<float> above{expected[q] + 1};
    kernel->maxima({problem.queries.data() + static_cast<Eigen::Index>(q) * size.columns, 1, size.columns},
                   {view(problem.table), 0}, above);
    EXPECT_EQ(above[0], expected[q] + 1);
  }
}

TEST_P(Kernels, do_not_let_neighbours_change_a_query) {
  const auto [kernel, size] = GetParam();
  const Problem problem(size, 3);
  const Partition together = means(*kernel, view(problem.queries), problem.table);
  for (Eigen::Index q = 0; q < size.queries; q += 1 + size.queries / 40) {
    const Partition alone =
        means(*kernel, {problem.queries.data() + q * size.columns, 1, size.columns}, problem.table);
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
  const double relative = in_bf16(*kernel) ? 0x1p-7 : 0x1p-22;
  for (std::size_t q = 0; q < found.log_z.size(); ++q) {
    EXPECT_NEAR(found.log_z[q], expected.log_z[q], 1e4 * relative);
    EXPECT_NEAR(found.mean(static_cast<Eigen::Index>(q), 0), expected.mean(static_cast<Eigen::Index>(q), 0),
                1);
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, Kernels, testing::ValuesIn(cases()),
                         [](const auto& parameter) { return label(parameter.param); });

class EveryKernel : public testing::TestWithParam<const SoftmaxKernel*> {};

// Sums over slices cut at spans, one after another or merged, against the sums over the whole.
TEST_P(EveryKernel, has_the_same_bits_for_any_cut_of_the_catalogue) {
  const Size size{37, 3 * static_cast<Eigen::Index>(kSpanActions) + 77, 19};
  const Problem problem(size, 1);
  const auto field_queries = normal_matrix(size.queries, 3, 0.1, 4),
             field_rows = normal_matrix(size.actions, 3, 0.1, 5);
  const std::vector<float> shift(37, 3.0F);
  const auto empty = [&] {
    return PartitionSums(37, 19, true, FixedScale::of(static_cast<std::uint64_t>(size.actions)), 3);
  };
  const auto add = [&](PartitionSums& sums, Eigen::Index first, Eigen::Index last) {
    const Slice slice{{problem.table.data() + first * 19, last - first, 19},
                      static_cast<std::uint64_t>(first)};
    const Field field{view(field_queries), {field_rows.data() + first * 3, last - first, 3}, 0};
    GetParam()->accumulate(view(problem.queries), shift, slice, field, sums);
  };
  PartitionSums whole = empty(), parts = empty(), rest = empty();
  add(whole, 0, size.actions);
  const auto span = static_cast<Eigen::Index>(kSpanActions);
  add(rest, 2 * span, size.actions);
  add(parts, span, 2 * span);
  add(parts, 0, span);
  parts.merge(rest);
  EXPECT_TRUE(std::ranges::equal(whole.cells(), parts.cells()));
}

TEST_P(EveryKernel, counts_what_left_the_range_of_floats_as_overflow) {
  const RowMatrix<float> table = normal_matrix(5000, 4, 1, 1);
  RowMatrix<float> queries = normal_matrix(6, 4, 1, 2);
  queries(1, 2) = std::numeric_limits<float>::quiet_NaN();
  queries(2, 0) = std::numeric_limits<float>::infinity();
  queries(3, 0) = 1e30F;
  std::vector<float> shift(6, 0.0F);
  shift[4] = -200;
  PartitionSums sums(6, 4, false, FixedScale::of(5000), 3), without(6, 4, false, FixedScale::of(5000), 3);
  GetParam()->accumulate(view(queries), shift, {view(table), 0}, {}, sums);
  for (std::size_t q = 0; q < 6; ++q) EXPECT_EQ(sums.overflowed(q), q >= 1 && q <= 4) << q;
  // The others do not notice.
  GetParam()->accumulate({queries.data(), 1, 4}, {shift.data(), 1}, {view(table), 0}, {}, without);
  for (std::size_t column = 0; column <= 4; ++column)
    EXPECT_EQ(sums.total(column, 0), without.total(column, 0));
}

INSTANTIATE_TEST_SUITE_P(Kernels, EveryKernel, testing::ValuesIn(all_kernels()),
                         [](const auto& parameter) { return label(*parameter.param); });

}  // namespace
}  // namespace megabandit
