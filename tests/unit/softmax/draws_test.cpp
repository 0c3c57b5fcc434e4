// Draws of actions against the probabilities they are drawn from.

#include "softmax/draws.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "base/random.hpp"
#include "comm/thread_comm.hpp"
#include "softmax/partition.hpp"
#include "unit/softmax/problems.hpp"

namespace megabandit {
namespace {

Catalogue catalogue_of(const RowMatrix<float>& table) {
  return make_catalogue({view(table), 0}, static_cast<std::uint64_t>(table.rows()), nullptr);
}

double uniform_number(std::uint64_t i) { return uniform({.seed = 1, .stream = Stream::probe, .index = i}); }

class DrawsOf : public testing::TestWithParam<const SoftmaxKernel*> {};

// Chi-square over cells of at least 20 expected draws. Its mean is the degrees of freedom f and its variance
// 2 f; with the Wilson-Hilferty approximation a z of 4 is exceeded once in 30,000 seeds, and the seed is
// fixed.
TEST_P(DrawsOf, have_the_probabilities_of_the_softmax) {
  const auto table = normal_matrix(5000, 7, 1, 2), query = normal_matrix(1, 7, 1, 3);
  const Catalogue catalogue = catalogue_of(table);
  const ActionDraws draws(*GetParam(), catalogue, view(query), 2);
  const double log_z = partition(reference_kernel(), catalogue, {.queries = view(query)}, 1).log_z[0];
  constexpr std::size_t kDraws = 100'000;
  std::vector<double> seen(5000, 0);
  for (std::size_t i = 0; i < kDraws; ++i) ++seen[draws.draw(0, uniform_number(i)).value];

  double statistic = 0, cells = 0, expected = 0, found = 0;
  for (Eigen::Index a = 0; a < table.rows(); ++a) {
    expected += kDraws * std::exp(static_cast<double>(query.row(0).dot(table.row(a))) - log_z);
    found += seen[static_cast<std::size_t>(a)];
    if (expected < 20 && a + 1 < table.rows()) continue;
    statistic += (found - expected) * (found - expected) / expected;
    ++cells;
    expected = found = 0;
  }
  const double spread = 2 / (9 * (cells - 1));
  const double z = (std::cbrt(statistic / (cells - 1)) - (1 - spread)) / std::sqrt(spread);
  EXPECT_GT(cells, 500);
  EXPECT_LT(std::abs(z), 4) << statistic << " with " << cells << " cells";
}

TEST_P(DrawsOf, follow_the_order_of_the_actions) {
  const auto table = normal_matrix(300, 3, 1, 4), query = normal_matrix(1, 3, 1, 5);
  const Catalogue catalogue = catalogue_of(table);
  const ActionDraws draws(*GetParam(), catalogue, view(query), 1);
  std::uint32_t before = 0;
  for (int i = 0; i <= 1000; ++i) {
    const std::uint32_t action = draws.draw(0, i / 1000.5).value;
    EXPECT_GE(action, before);
    before = action;
  }
  EXPECT_EQ(draws.draw(0, 0).value, 0U);
  EXPECT_EQ(draws.draw(0, std::nextafter(1.0, 0.0)).value, 299U);
}

TEST_P(DrawsOf, know_log_z_whatever_the_scores) {
  const auto table = normal_matrix(9000, 5, 1, 6);
  for (const double scale : {1e-3, 1.0, 30.0, 3000.0}) {
    const auto queries = normal_matrix(35, 5, scale, 7);
    const Catalogue catalogue = catalogue_of(table);
    const ActionDraws draws(*GetParam(), catalogue, view(queries), 1);
    const Partition exact = partition(*GetParam(), catalogue, {.queries = view(queries)}, 1);
    // The same scores up to the rounding of their shifts: 2^-24 of the largest score, in each of 5 products.
    for (std::size_t q = 0; q < 35; ++q)
      EXPECT_NEAR(draws.log_z(q), exact.log_z[q], 1e-4 + 5 * 0x1p-22 * std::abs(exact.log_z[q]));
  }
}

TEST_P(DrawsOf, do_not_depend_on_neighbours_and_threads) {
  const auto table = normal_matrix(20'000, 4, 1, 8), queries = normal_matrix(40, 4, 1, 9);
  const Catalogue catalogue = catalogue_of(table);
  const ActionDraws together(*GetParam(), catalogue, view(queries), 3);
  const RowsView<float> last{queries.data() + 39 * 4, 1, 4};
  const ActionDraws alone(*GetParam(), catalogue, last, 1);
  for (std::uint64_t i = 0; i < 100; ++i)
    EXPECT_EQ(alone.draw(0, uniform_number(i)), together.draw(39, uniform_number(i)));
}

// Four spans of actions on up to seven ranks: some have none. Queries of size 3000 are weighed a second time.
TEST_P(DrawsOf, do_not_depend_on_the_cut_of_the_catalogue) {
  constexpr std::uint64_t kRows = 15'000;
  const auto table = normal_matrix(kRows, 4, 1, 8);
  auto queries = normal_matrix(6, 4, 1, 9);
  queries.row(5) *= 3000;
  std::vector<DrawPoint> points;
  for (std::uint64_t i = 0; i < 60; ++i) points.push_back({i % 6, uniform_number(i)});
  const Catalogue whole = catalogue_of(table);
  const auto expected = ActionDraws(*GetParam(), whole, view(queries), 1).draw(points, 2);
  for (const int ranks : {1, 2, 3, 4, 7})
    on_threads(ranks, [&](Communicator& world) {
      const ActionRange own = own_actions(kRows, &world);
      const RowsView<float> rows{table.data() + own.first * 4, static_cast<Eigen::Index>(own.size()), 4};
      const Catalogue cut = make_catalogue({rows, own.first}, kRows, &world);
      EXPECT_EQ(ActionDraws(*GetParam(), cut, view(queries), 1).draw(points, 1), expected) << ranks;
    });
}

TEST_P(DrawsOf, refuse_scores_that_are_no_numbers) {
  const auto table = normal_matrix(200, 2, 1, 10);
  RowMatrix<float> queries = normal_matrix(3, 2, 1, 11);
  queries(1, 0) = NAN;
  const Catalogue catalogue = catalogue_of(table);
  EXPECT_THROW(ActionDraws(*GetParam(), catalogue, view(queries), 1), DataError);
}

INSTANTIATE_TEST_SUITE_P(Kernels, DrawsOf, testing::ValuesIn(all_kernels()),
                         [](const auto& parameter) { return label(*parameter.param); });

}  // namespace
}  // namespace megabandit
