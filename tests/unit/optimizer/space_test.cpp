// Inner products and searches have the same bits for any cut of the parameters over ranks.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/random.hpp"
#include "comm/thread_comm.hpp"
#include "log/block_plan.hpp"
#include "optimizer/space.hpp"
#include "optimizer/table.hpp"

namespace megabandit::testing {
namespace {

constexpr std::uint64_t kCommon = 5, kRun = 7, kRuns = 9;
constexpr std::uint64_t kSize = kCommon + kRun * kRuns - 3;  // the last run is shorter

Vector random_vector(std::uint64_t epoch) {
  Vector x(static_cast<Eigen::Index>(kSize));
  for (Eigen::Index i = 0; i < x.size(); ++i)
    x[i] = normal({.seed = 4,
                   .stream = Stream::probe,
                   .epoch = static_cast<std::uint32_t>(epoch),
                   .index = static_cast<std::uint64_t>(i)});
  return x;
}

Range piece(const Communicator& comm) {
  const Range runs =
      even_part(kRuns, static_cast<std::uint64_t>(comm.rank()), static_cast<std::uint64_t>(comm.size()));
  const auto at = [](std::uint64_t run) { return std::min(kCommon + run * kRun, kSize); };
  return {at(runs.first), at(runs.last)};
}

/// What a rank has of a vector.
Vector part(const Vector& whole, const Range& piece) {
  Vector mine(static_cast<Eigen::Index>(kCommon + piece.size()));
  mine << whole.head(kCommon),
      whole.segment(static_cast<Eigen::Index>(piece.first), static_cast<Eigen::Index>(piece.size()));
  return mine;
}

class Spaces : public ::testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Ranks, Spaces, ::testing::Values(1, 2, 3, 4, 12));

TEST_P(Spaces, give_the_bits_of_one_rank) {
  const Vector a = random_vector(0), b = random_vector(1);
  const Space alone(kCommon, kRun);
  EXPECT_NEAR(alone.dot(a, b), a.dot(b), 1e-12);
  on_threads(GetParam(), [&](Communicator& comm) {
    const Space cut(kCommon, kRun, &comm);
    const Vector mine_a = part(a, piece(comm)), mine_b = part(b, piece(comm));
    EXPECT_EQ(cut.dot(mine_a, mine_b), alone.dot(a, b));
    EXPECT_EQ(cut.norm(mine_a), alone.norm(a));
    EXPECT_EQ(cut.max_abs(mine_a), a.cwiseAbs().maxCoeff());
    EXPECT_EQ(cut.size(static_cast<std::uint64_t>(mine_a.size())), kSize);
  });
}

TEST_P(Spaces, tell_every_rank_of_an_entry_that_is_not_finite) {
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()})
    on_threads(GetParam(), [&](Communicator& comm) {
      Vector a = random_vector(0);
      a[static_cast<Eigen::Index>(kSize) - 1] = bad;
      EXPECT_TRUE(std::isinf(Space(kCommon, kRun, &comm).max_abs(part(a, piece(comm)))));
    });
}

/// The end of a climb up a hill with a different steepness for every parameter, where every rank moves its
/// part.
Vector climbed(const std::string& kind, const Space& space, const Vector& start, const Vector& steepness) {
  const auto optimizer = make_optimizer({.kind = kind, .steps = 30});
  Vector x = start;
  for (Advice advice; advice.finished.empty();) {
    if (const Vector* direction = optimizer->wanted_direction()) {
      const Vector fall = steepness.array() * (1 + 3 * x.array().square()) * direction->array();
      advice = optimizer->take_fall({fall, space}, x);
      continue;
    }
    const Vector gradient = -(steepness.array() * (x.array() + x.array().cube()));
    const Vector potential = steepness.array() * (x.array().square() / 2 + x.array().pow(4) / 4);
    const double value = -space.dot(potential, Vector::Ones(x.size()));
    advice = optimizer->step({value, gradient, space}, x);
  }
  return x;
}

TEST_P(Spaces, lead_every_optimizer_to_the_bits_of_one_rank) {
  const Vector start = random_vector(2), steepness = 0.01 * random_vector(3).cwiseAbs();
  for (const OptimizerKind& kind : optimizer_kinds()) {
    const Vector end = climbed(kind.choice.name, Space(kCommon, kRun), start, steepness);
    on_threads(GetParam(), [&](Communicator& comm) {
      const Range mine = piece(comm);
      EXPECT_EQ(
          climbed(kind.choice.name, Space(kCommon, kRun, &comm), part(start, mine), part(steepness, mine)),
          part(end, mine))
          << kind.choice.name;
    });
  }
}

}  // namespace
}  // namespace megabandit::testing
