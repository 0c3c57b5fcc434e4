// The partition function has the same bits for any cut of the catalogue over threads and ranks.

#include "softmax/partition.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "base/random.hpp"
#include "comm/thread_comm.hpp"

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

struct Problem {
  RowMatrix<float> queries = normal_matrix(37, 9, 1.5, 1);
  RowMatrix<float> table = normal_matrix(21'000, 9, 1, 2);
  RowMatrix<float> field_queries = normal_matrix(37, 4, 1, 3);
  RowMatrix<float> field_rows = normal_matrix(21'000, 4, 1, 4);

  std::uint64_t actions() const { return static_cast<std::uint64_t>(table.rows()); }

  /// On the rank of `comm` that holds its part; null: all of it.
  Partition solve(Communicator* comm, std::size_t threads,
                  const SoftmaxKernel& kernel = vector_kernel()) const {
    const auto part = comm == nullptr ? 0U : static_cast<std::uint64_t>(comm->rank());
    const auto parts = comm == nullptr ? 1U : static_cast<std::uint64_t>(comm->size());
    const ActionRange own = slice_range(actions(), part, parts);
    const auto rows = [&](const RowMatrix<float>& all) {
      return RowsView<float>(all.data() + static_cast<Eigen::Index>(own.first) * all.cols(),
                             static_cast<Eigen::Index>(own.size()), all.cols());
    };
    const Catalogue catalogue = make_catalogue({rows(table), own.first}, actions(), comm);
    return partition(kernel, catalogue,
                     {.queries = view(queries),
                      .mean = true,
                      .field = {view(field_queries), rows(field_rows), /*exponent=*/4}},
                     threads);
  }
};

void expect_same_bits(const Partition& a, const Partition& b) {
  EXPECT_EQ(a.log_z, b.log_z);
  EXPECT_EQ(a.mean, b.mean);
  EXPECT_EQ(a.field, b.field);
  EXPECT_EQ(a.field_mean, b.field_mean);
}

TEST(Partition, does_not_depend_on_threads) {
  const Problem problem;
  const Partition one = problem.solve(nullptr, 1);
  for (const std::size_t threads : {2U, 3U, 9U}) expect_same_bits(problem.solve(nullptr, threads), one);
}

TEST(Partition, does_not_depend_on_ranks) {
  const Problem problem;
  const Partition one = problem.solve(nullptr, 1);
  for (const int ranks : {2, 3, 4, 7})  // the catalogue has six spans: the seventh rank holds nothing
    on_threads(ranks, [&](Communicator& comm) { expect_same_bits(problem.solve(&comm, 2), one); });
}

TEST(Partition, agrees_with_the_reference) {
  const Problem problem;
  const Partition expected = problem.solve(nullptr, 1, reference_kernel());
  for (const SoftmaxKernel* kernel : vector_kernels()) {
    const Partition found = problem.solve(nullptr, 1, *kernel);
    for (std::size_t q = 0; q < found.log_z.size(); ++q) {
      EXPECT_NEAR(found.log_z[q], expected.log_z[q], 2e-5);
      EXPECT_NEAR(found.field[q], expected.field[q], 2e-5);
    }
    EXPECT_LE((found.mean - expected.mean).norm(), 2e-5F * (1 + expected.mean.norm()));
    EXPECT_LE((found.field_mean - expected.field_mean).norm(), 2e-5F * (1 + expected.field_mean.norm()));
  }
}

// No landmark knows of the one action that matters.
TEST(Partition, finds_a_peak_far_above_every_landmark) {
  RowMatrix<float> table = RowMatrix<float>::Zero(10'000, 2);
  table(7'777, 0) = 1;
  const RowMatrix<float> queries = (RowMatrix<float>(3, 2) << 500, 0, 5, 0, -500, 0).finished();
  const auto catalogue = make_catalogue({view(table), 0}, 10'000, nullptr);
  for (const SoftmaxKernel* kernel : vector_kernels()) {
    const Partition found = partition(*kernel, catalogue, {.queries = view(queries), .mean = true}, 1);
    EXPECT_NEAR(found.log_z[0], 500, 500 * 0x1p-22);
    EXPECT_FLOAT_EQ(found.mean(0, 0), 1);
    EXPECT_NEAR(found.log_z[1], std::log(9'999 + std::exp(5.0)), 2e-6);
    EXPECT_NEAR(found.log_z[2], std::log(9'999.0), 2e-6);
  }
}

TEST(Partition, of_scores_that_are_no_numbers_is_none) {
  const RowMatrix<float> table = normal_matrix(5'000, 3, 1, 5);
  RowMatrix<float> queries = normal_matrix(2, 3, 1, 6);
  queries(1, 1) = std::numeric_limits<float>::quiet_NaN();
  const RowMatrix<float> fields = normal_matrix(2, 3, 1, 7);
  const auto catalogue = make_catalogue({view(table), 0}, 5'000, nullptr);
  for (const SoftmaxKernel* kernel : vector_kernels()) {
    const Partition found = partition(
        *kernel, catalogue,
        {.queries = view(queries), .mean = true, .field = {view(fields), view(table), catalogue.exponent}},
        1);
    EXPECT_TRUE(std::isfinite(found.log_z[0]) && std::isfinite(found.field[0]));
    EXPECT_TRUE(found.mean.row(0).allFinite() && found.field_mean.row(0).allFinite());
    EXPECT_TRUE(std::isnan(found.log_z[1]) && std::isnan(found.field[1]));
    EXPECT_TRUE(found.mean.row(1).array().isNaN().all() && found.field_mean.row(1).array().isNaN().all());
  }
}

TEST(Catalogue, refuses_entries_that_cannot_be_summed) {
  for (const float bad :
       {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN(), 1e9F}) {
    RowMatrix<float> table = RowMatrix<float>::Zero(9'000, 2);
    table(5'000, 1) = bad;
    on_threads(2, [&](Communicator& comm) {  // only one of them has it
      const ActionRange own = slice_range(9'000, static_cast<std::uint64_t>(comm.rank()), 2);
      const RowsView<float> rows(table.data() + own.first * 2, static_cast<Eigen::Index>(own.size()), 2);
      EXPECT_THROW(make_catalogue({rows, own.first}, 9'000, &comm), DataError);
    });
  }
}

TEST(Slices, are_whole_spans_that_cover_the_catalogue) {
  for (const std::uint64_t actions : {1U, 4'096U, 4'097U, 100'000U})
    for (const std::uint64_t parts : {1U, 2U, 3U, 40U}) {
      std::uint64_t next = 0;
      for (std::uint64_t part = 0; part < parts; ++part) {
        const ActionRange range = slice_range(actions, part, parts);
        EXPECT_EQ(range.first, next);
        EXPECT_TRUE(range.first % kSpanActions == 0 || range.size() == 0);
        next = range.last;
      }
      EXPECT_EQ(next, actions);
    }
}

}  // namespace
}  // namespace megabandit
