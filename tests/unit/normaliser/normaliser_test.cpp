// Laws of the approximate normalisers: right on average, exact where nothing is left to chance, and a
// function of names alone.

#include "normaliser/normaliser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.hpp"
#include "base/random.hpp"
#include "comm/thread_comm.hpp"
#include "normaliser/table.hpp"

namespace megabandit {
namespace {

RowsView<float> view(const RowMatrix<float>& m) { return {m.data(), m.rows(), m.cols()}; }

RowMatrix<float> normals(Eigen::Index rows, Eigen::Index columns, double scale, std::uint64_t seed) {
  RowMatrix<float> m(rows, columns);
  for (Eigen::Index i = 0; i < m.size(); ++i)
    m.data()[i] = static_cast<float>(
        scale * normal({.seed = seed, .stream = Stream::probe, .index = static_cast<std::uint64_t>(i)}));
  return m;
}

/// A catalogue of `clusters` heaps, and contexts that look into one each.
struct World {
  RowMatrix<float> table, queries;
  std::unique_ptr<Catalogue> catalogue;
  std::vector<std::uint64_t> context, known_first;
  std::vector<ActionId> known;

  World(Eigen::Index actions, Eigen::Index columns, double scale, Eigen::Index contexts = 21,
        Eigen::Index clusters = 12)
      : context(static_cast<std::size_t>(contexts)) {
    const RowMatrix<float> centres = normals(clusters, columns, 1, 1);
    table = normals(actions, columns, 0.4, 2);
    queries = normals(contexts, columns, 0.4, 3);
    for (Eigen::Index a = 0; a < actions; ++a) table.row(a) += centres.row(a % clusters);
    for (Eigen::Index q = 0; q < contexts; ++q) queries.row(q) += centres.row(q % clusters);
    queries *= static_cast<float>(scale);
    look();
    std::iota(context.begin(), context.end(), std::uint64_t{100});
    for (std::uint64_t q = 0; q <= context.size(); ++q) known_first.push_back(2 * q);
    for (std::uint64_t q = 0; q < context.size(); ++q) {
      const auto first = static_cast<std::uint32_t>(q * 7 % static_cast<std::uint64_t>(actions - 1));
      known.insert(known.end(), {ActionId{first}, ActionId{first + 1}});
    }
  }

  void look() {
    catalogue = std::make_unique<Catalogue>(
        make_catalogue({view(table), 0}, static_cast<std::uint64_t>(table.rows()), nullptr));
  }
  std::unique_ptr<Normaliser> make(const std::string& kind, const Arguments& parameters) const {
    return make_normaliser({.kind = kind, .parameters = parameters}, {vector_kernel(), *catalogue, 5, 2});
  }
  SampleRequest request(std::uint32_t epoch = 0) const {
    return {view(queries), context, known_first, known, epoch, true};
  }
  Partition exact() const {
    return partition(vector_kernel(), *catalogue, {.queries = view(queries), .mean = true, .field = {}}, 1);
  }
};

double error(const Partition& some, const Partition& exact) {
  return static_cast<double>((some.mean - exact.mean).norm() / exact.mean.norm());
}

struct Kind {
  std::string name;
  Arguments parameters;
};

class AnyNormaliser : public ::testing::TestWithParam<Kind> {
 protected:
  std::unique_ptr<Normaliser> make(const World& world) const {
    return world.make(GetParam().name, GetParam().parameters);
  }
};

// The mean of Z-hat / Z over n epochs is 1 within five of its standard errors (as the sample shows them), all
// contexts together: a chance of 6e-7 to be wrong if it is right. The seed is fixed.
TEST_P(AnyNormaliser, estimates_the_partition_function_without_bias) {
  const World world(700, 6, 0.7);
  const auto normaliser = make(world);
  const Partition exact = world.exact();
  constexpr std::uint32_t kEpochs = 400;
  double sum = 0, squares = 0;
  for (std::uint32_t epoch = 0; epoch < kEpochs; ++epoch) {
    const Partition some = normaliser->partition(world.request(epoch), 1);
    double mean = 0;
    for (std::size_t q = 0; q < exact.log_z.size(); ++q)
      mean += std::exp(some.log_z[q] - exact.log_z[q]) / static_cast<double>(exact.log_z.size());
    sum += mean;
    squares += mean * mean;
  }
  const double mean = sum / kEpochs, variance = squares / kEpochs - mean * mean;
  EXPECT_GT(variance, 0);
  EXPECT_NEAR(mean, 1, 5 * std::sqrt(variance / kEpochs));
}

TEST_P(AnyNormaliser, says_the_same_of_a_context_whatever_is_beside_it_and_on_any_threads) {
  const World world(900, 17, 0.5, 70);
  const auto normaliser = make(world);
  const Partition all = normaliser->partition(world.request(), 1);
  const Partition threaded = normaliser->partition(world.request(), 3);
  EXPECT_EQ(threaded.log_z, all.log_z);
  EXPECT_EQ(threaded.mean, all.mean);
  for (const Eigen::Index q : {0, 33, 69}) {
    const auto i = static_cast<std::size_t>(q);
    const RowMatrix<float> query = world.queries.row(q);
    const std::vector<std::uint64_t> first{0, 2};
    const SampleRequest request{
        view(query), std::span(world.context).subspan(i, 1), first, world.request().known_of(i), 0, true};
    const Partition one = normaliser->partition(request, 1);
    EXPECT_EQ(one.log_z[0], all.log_z[i]);
    EXPECT_EQ(one.mean.row(0), all.mean.row(q));
  }
}

TEST_P(AnyNormaliser, draws_anew_in_another_epoch_and_context) {
  const World world(900, 6, 0.5);
  const auto normaliser = make(world);
  const Partition first = normaliser->partition(world.request(0), 1);
  EXPECT_EQ(normaliser->partition(world.request(0), 1).log_z, first.log_z);
  EXPECT_NE(normaliser->partition(world.request(1), 1).log_z, first.log_z);
}

TEST_P(AnyNormaliser, is_exact_when_all_actions_were_logged) {
  World world(40, 6, 1, 3);
  world.known.clear();
  world.known_first = {0, 40, 80, 120};
  for (std::uint32_t i = 0; i < 120; ++i) world.known.emplace_back(i % 40);
  const Partition some = make(world)->partition(world.request(), 1);
  const Partition exact = world.exact();
  for (std::size_t q = 0; q < exact.log_z.size(); ++q) EXPECT_NEAR(some.log_z[q], exact.log_z[q], 1e-5);
  EXPECT_LT(error(some, exact), 1e-5);  // both in single precision
}

TEST_P(AnyNormaliser, knows_a_context_whose_scores_are_no_numbers) {
  World world(900, 6, 0.5);
  const auto normaliser = make(world);
  const Partition all = normaliser->partition(world.request(), 1);
  for (const float value : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                            std::numeric_limits<float>::max()}) {
    world.queries.row(1).setConstant(value);
    const Partition some = normaliser->partition(world.request(), 1);
    EXPECT_FALSE(std::isfinite(some.log_z[1])) << value;
    EXPECT_EQ(some.log_z[0], all.log_z[0]) << value;
    EXPECT_EQ(some.log_z[2], all.log_z[2]) << value;
  }
}

TEST_P(AnyNormaliser, takes_a_catalogue_of_one_action) {
  const RowMatrix<float> table = normals(1, 3, 1, 1), queries = normals(2, 3, 1, 2);
  const Catalogue catalogue = make_catalogue({view(table), 0}, 1, nullptr);
  const auto normaliser = make_normaliser({.kind = GetParam().name, .parameters = GetParam().parameters},
                                          {vector_kernel(), catalogue, 5, 1});
  const std::vector<std::uint64_t> context{0, 1}, none{0, 0, 0};
  const Partition some = normaliser->partition({view(queries), context, none, {}, 0, true}, 1);
  for (Eigen::Index q = 0; q < 2; ++q) {
    const double score = queries.row(q).cast<double>().dot(table.row(0).cast<double>());
    EXPECT_NEAR(some.log_z[static_cast<std::size_t>(q)], score, 1e-5);
    EXPECT_LT((some.mean.row(q) - table.row(0)).norm(), 1e-5F);
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, AnyNormaliser,
                         ::testing::Values(Kind{"uniform", {{"draws", 30}}}, Kind{"cluster", {{"draws", 30}}},
                                           Kind{"head-tail", {{"draws", 20}, {"head", 2}}},
                                           Kind{"index", {{"draws", 30}, {"nearest", 10}}}),
                         [](const auto& shown) {
                           std::string name = shown.param.name;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(Normaliser, is_exact_when_every_action_is_drawn_or_in_the_head) {
  const World world(5000, 9, 0.8);  // cells beyond a span
  const Partition exact = world.exact();
  for (const auto& [kind, parameters] :
       {Kind{"uniform", {{"draws", 5000}}}, Kind{"head-tail", {{"head", 1000}}},
        Kind{"head-tail", {{"head", 1}, {"cells", 1}}}}) {
    const Partition some = world.make(kind, parameters)->partition(world.request(), 2);
    for (std::size_t q = 0; q < exact.log_z.size(); ++q)
      EXPECT_NEAR(some.log_z[q], exact.log_z[q], 1e-5) << kind;
    EXPECT_LT(error(some, exact), 1e-5) << kind;
  }
}

// Scores near 1e4, far above those of the cells' centres.
TEST(Normaliser, survives_extreme_scores) {
  const World world(3000, 9, 700);
  const Partition exact = world.exact();
  ASSERT_GT(std::ranges::max(exact.log_z), 5000);
  const Partition some = world.make("head-tail", {{"head", 100}})->partition(world.request(), 1);
  for (std::size_t q = 0; q < exact.log_z.size(); ++q)
    EXPECT_NEAR(some.log_z[q], exact.log_z[q], 1e-6 * exact.log_z[q]);
  for (const char* kind : {"uniform", "cluster", "index"})
    for (const double z : world.make(kind, {})->partition(world.request(), 1).log_z)
      EXPECT_TRUE(std::isfinite(z)) << kind;
}

TEST(Normaliser, knows_where_the_weight_is) {
  const World world(4000, 8, 1.5, 48);
  const Partition exact = world.exact();
  const double even = error(world.make("uniform", {{"draws", 100}})->partition(world.request(), 1), exact);
  for (const auto& [kind, parameters] :
       {Kind{"cluster", {{"draws", 100}}}, Kind{"head-tail", {{"draws", 100}}},
        Kind{"index", {{"draws", 100}, {"nearest", 64}}}})
    EXPECT_LT(error(world.make(kind, parameters)->partition(world.request(), 1), exact), even / 2) << kind;
}

TEST(Normaliser, takes_vectors_that_coincide) {
  World world(300, 4, 1);
  world.table.setOnes();
  world.look();
  std::ranges::fill(world.known_first, 0);  // else chance decides how many draws are dropped
  const Partition exact = world.exact();
  for (const char* kind : {"cluster", "head-tail"}) {
    const Partition some = world.make(kind, {{"cells", 17}})->partition(world.request(), 1);
    for (std::size_t q = 0; q < exact.log_z.size(); ++q) EXPECT_NEAR(some.log_z[q], exact.log_z[q], 1e-5);
  }
}

TEST(Normaliser, refuses_what_it_cannot_do) {
  const World world(100, 4, 1);
  EXPECT_EQ(world.make("exact", {}), nullptr);
  EXPECT_THROW(world.make("clusters", {}), ConfigError);
  EXPECT_THROW(world.make("uniform", {{"head", 3}}), ConfigError);
  EXPECT_THROW(world.make("uniform", {{"draws", 0}}), ConfigError);
  EXPECT_THROW(world.make("index", {{"even", 0}}), ConfigError);
  on_threads(2, [&](Communicator& comm) {
    const ActionRange own = slice_range(100, static_cast<std::uint64_t>(comm.rank()), 2);
    const RowMatrix<float> rows =
        world.table.middleRows(static_cast<Eigen::Index>(own.first), static_cast<Eigen::Index>(own.size()));
    const Catalogue part = make_catalogue({view(rows), own.first}, 100, &comm);
    try {
      make_normaliser({.kind = "uniform", .parameters = {}}, {vector_kernel(), part, 5, 1});
      ADD_FAILURE() << "a catalogue in parts was taken";
    } catch (const ConfigError& error) {
      EXPECT_THAT(error.what(), ::testing::HasSubstr("cut over ranks"));
    }
  });
}

}  // namespace
}  // namespace megabandit
