// True values of a policy whose table lies on several ranks, against those of one that is whole.

#include "train/truth/true_values.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <mutex>

#include "base/random.hpp"
#include "comm/thread_comm.hpp"
#include "softmax/kernel.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kActions = 2 * kSpanActions + 77;
constexpr Eigen::Index kContexts = 5, kFeatures = 2, kFactors = 3;

RowMatrix<float> numbers(std::uint64_t name, Eigen::Index rows, Eigen::Index columns) {
  RowMatrix<float> values(rows, columns);
  for (Eigen::Index i = 0; i < values.size(); ++i)
    values.data()[i] = static_cast<float>(
        normal({.seed = name, .stream = Stream::world, .index = static_cast<std::uint64_t>(i)}));
  return values;
}

/// A block with one round in each context, and both truths.
struct World {
  RowMatrix<float> features = numbers(1, kContexts, kFeatures), contexts = numbers(2, kContexts, kFactors),
                   actions = numbers(3, static_cast<Eigen::Index>(kActions), kFactors),
                   table = numbers(4, static_cast<Eigen::Index>(kActions), kFeatures);
  std::vector<std::uint32_t> context{0, 1, 2, 3, 4};
  std::vector<ActionId> action = std::vector<ActionId>(5, ActionId(7));
  std::vector<float> reward = std::vector<float>(5, 1), pscore = std::vector<float>(5, 0.5F);
  std::vector<std::uint64_t> offset{0, 2, 2, 3, 4, 6};
  std::vector<ActionId> listed{ActionId(1),    ActionId(8000), ActionId(4096),
                               ActionId(8200), ActionId(0),    ActionId(4095)};
  std::vector<float> gain{2, -1, 3, 0.5F, 4, 1};

  BlockView block() const {
    return {.id = BlockId(0),
            .features = {features.data(), kContexts, kFeatures},
            .context = context,
            .action = action,
            .reward = reward,
            .pscore = pscore,
            .truth = {contexts.data(), kContexts, kFactors},
            .truth_offset = offset,
            .truth_action = listed,
            .truth_reward = gain};
  }
};

enum class Form { listed, factored };

/// With the table cut over the ranks of `group`; null: whole. @collective over `group`
std::vector<ContextValue> values_of(const World& world, Communicator* group, Form form) {
  const ActionRange own = own_actions(kActions, group);
  const auto first = static_cast<Eigen::Index>(own.first), count = static_cast<Eigen::Index>(own.size());
  Policy policy({.tower = {.kind = TowerKind::linear,
                           .features = static_cast<std::uint64_t>(kFeatures),
                           .columns = static_cast<std::uint64_t>(kFeatures),
                           .hidden = {}},
                 .table = TableKind::fixed,
                 .temperature = 1,
                 .actions = kActions},
                TablePart{world.table.middleRows(first, count), own.first, group});
  policy.initialise_tower(3, 0.3);
  const Scoring scoring{policy, vector_kernel(), 1};
  const BlockView block = world.block();
  const auto live = [](auto, auto, std::span<std::uint8_t> marks) { std::ranges::fill(marks, 1); };
  const Panel panel = score_blocks(scoring, std::span(&block, 1), live, PassWants::log_prob);
  const auto truth = form == Form::listed
                         ? make_listed_values(0.25)
                         : make_factored_values(policy.catalogue(), world.actions.middleRows(first, count));
  return truth->of(scoring, panel, std::span(&block, 1));
}

TEST(TrueValues, are_the_same_bits_wherever_the_table_lies) {
  const World world;
  std::mutex guard;
  for (const Form form : {Form::listed, Form::factored}) {
    const auto whole = values_of(world, nullptr, form);
    ASSERT_EQ(whole.size(), 5U);
    for (const int ranks : {2, 3, 4})
      on_threads(ranks, [&](Communicator& comm) {
        const auto cut = values_of(world, &comm, form);
        const std::lock_guard lock(guard);
        for (std::size_t c = 0; c < whole.size(); ++c) {
          EXPECT_EQ(cut[c].policy, whole[c].policy) << ranks << " ranks, context " << c;
          EXPECT_EQ(cut[c].greedy, whole[c].greedy);
          EXPECT_EQ(cut[c].best, whole[c].best);
          EXPECT_EQ(cut[c].uniform, whole[c].uniform);
        }
      });
  }
}

TEST(TrueValues, of_a_product_are_sums_over_all_actions) {
  const World world;
  const auto values = values_of(world, nullptr, Form::factored);
  for (Eigen::Index c = 0; c < kContexts; ++c) {
    double uniform = 0, best = -INFINITY;
    for (Eigen::Index a = 0; a < static_cast<Eigen::Index>(kActions); ++a) {
      const double reward = world.contexts.row(c).cast<double>().dot(world.actions.row(a).cast<double>());
      uniform += reward / static_cast<double>(kActions);
      best = std::max(best, reward);
    }
    const auto& value = values[static_cast<std::size_t>(c)];
    EXPECT_NEAR(value.uniform, uniform, 1e-10);
    EXPECT_EQ(value.best, best);
    EXPECT_LE(value.greedy, best);
    EXPECT_LT(value.policy, best);
  }
}

TEST(TrueValues, of_a_list_know_what_is_best_and_uniform) {
  const auto values = values_of({}, nullptr, Form::listed);
  const auto share = [](double gain) { return 0.25 + gain / static_cast<double>(kActions); };
  EXPECT_EQ(values[0].best, 2);
  EXPECT_EQ(values[1].best, 0.25);
  EXPECT_EQ(values[4].best, 4);
  EXPECT_NEAR(values[0].uniform, share(1.75 - 1.25), 1e-15);
  EXPECT_EQ(values[1].uniform, 0.25);
  EXPECT_NEAR(values[4].uniform, share(3.75 + 0.75), 1e-15);
}

}  // namespace
}  // namespace megabandit
