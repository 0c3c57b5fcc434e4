#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>

#include "comm/agree.hpp"
#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "log/shard.hpp"
#include "log/write_log.hpp"
#include "made_log.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

class RoundTrip : public testing::Test {
 protected:
  void write(const MadeLog& log, int ranks) {
    on_threads(ranks, [&](Communicator& comm) {
      write_log({comm, driver_}, path_, made_part(log, comm.rank(), ranks));
    });
  }
  std::vector<SeenRound> read(const ShardOptions& options, int ranks) {
    std::vector<SeenRound> seen;
    on_threads(ranks, [&](Communicator& comm) {
      const auto shard = open_shard({comm, driver_}, options);
      auto all = all_rounds(comm, *shard);
      EXPECT_EQ(all.size(), shard->shape().rounds);
      if (comm.rank() == 0) seen = std::move(all);
    });
    return seen;
  }
  std::string content() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "log.h5";
  SerialFileDriver driver_;
  SelfComm self_;
  Job job_{self_, driver_};
};

/// What the log must give, from its parts alone.
std::vector<SeenRound> expected(const MadeLog& log, int split) {
  const LogPart part = made_part(log, 0, 1);
  std::vector<SeenRound> rounds;
  for (std::size_t i = 0; i < part.rounds.size(); ++i) {
    if (split >= 0 && part.rounds.split[i] != split) continue;
    const std::uint32_t context = part.rounds.context[i].value;
    float truth = 0;
    if (part.truth)
      for (std::uint64_t e = part.truth->offset[context]; e < part.truth->offset[context + 1]; ++e)
        truth += part.truth->reward[e] + static_cast<float>(part.truth->action[e].value);
    rounds.push_back({context, part.rounds.action[i].value, part.rounds.reward[i], part.rounds.pscore[i],
                      part.features(context, part.features.cols() - 1), truth});
  }
  std::stable_sort(rounds.begin(), rounds.end(),
                   [](const auto& a, const auto& b) { return a.context < b.context; });
  return rounds;
}

TEST_F(RoundTrip, gives_what_was_written_for_any_cut) {
  for (const MadeLog log :
       {MadeLog{}, MadeLog{.contexts = 1, .rounds = 1, .actions = 1, .features = 1, .extras = false},
        MadeLog{.contexts = 2, .rounds = 5, .actions = 3, .features = 2},
        MadeLog{.contexts = 300, .rounds = 4000, .actions = 9, .features = 5}})
    for (const int writers : {1, 3})
      for (const int readers : {1, 2, 7}) {
        write(log, writers);
        ShardOptions options{.path = path_, .contexts_per_block = 3};
        EXPECT_EQ(read(options, readers), expected(log, -1));
        if (!log.extras) continue;
        options.split = "test";
        EXPECT_EQ(read(options, readers), expected(log, 1));
      }
}

TEST_F(RoundTrip, streams_what_does_not_fit) {
  const MadeLog log{.contexts = 300, .rounds = 4000, .actions = 9, .features = 5};
  write(log, 2);
  for (const std::uint64_t memory : {1, 3000, 20000, 100000})
    for (const int readers : {1, 3}) {
      const ShardOptions options{.path = path_, .split = "train", .contexts_per_block = 7, .memory = memory};
      EXPECT_EQ(read(options, readers), expected(log, 0)) << memory << " bytes, " << readers << " ranks";
    }
  const auto shard = open_shard(job_, {.path = path_, .contexts_per_block = 7, .memory = 1});
  EXPECT_EQ(shard->window(), 1U);
  EXPECT_GT(open_shard(job_, {.path = path_, .contexts_per_block = 7, .memory = 0})->window(), 1U);
}

TEST_F(RoundTrip, makes_the_same_file_for_any_number_of_ranks) {
  const MadeLog log{.contexts = 50, .rounds = 700};
  write(log, 1);
  const std::string alone = content();
  for (const int ranks : {2, 3, 7}) {
    write(log, ranks);
    EXPECT_EQ(content(), alone) << ranks;
  }
}

TEST_F(RoundTrip, has_a_fingerprint_that_only_the_log_decides) {
  const MadeLog log{.contexts = 50, .rounds = 3000};
  write(log, 1);
  const LogShape alone = open_shard(job_, {.path = path_, .split = "train"})->shape();
  EXPECT_EQ(read_shape(job_, path_, "train").rounds, alone.rounds);
  EXPECT_EQ(read_shape(job_, path_, "train").rewarded, alone.rewarded);
  on_threads(3, [&](Communicator& comm) {
    for (const std::uint64_t memory : {0, 5000}) {
      const auto shard = open_shard({comm, driver_}, {.path = path_, .split = "train", .memory = memory});
      EXPECT_EQ(shard->shape().fingerprint, alone.fingerprint) << memory;
      EXPECT_EQ(shard->shape().rounds, alone.rounds) << memory;
    }
    EXPECT_EQ(read_shape({comm, driver_}, path_, "train").rounds, alone.rounds);
    EXPECT_EQ(open_shard({comm, driver_}, {.path = path_})->shape().fingerprint, alone.fingerprint);
  });
  LogPart changed = made_part(log, 0, 1);
  changed.rounds.reward[1234] += 1;
  write_log(job_, path_, changed);
  EXPECT_NE(open_shard(job_, {.path = path_, .split = "train"})->shape().fingerprint, alone.fingerprint);
}

TEST_F(RoundTrip, counts_the_rounds_with_a_reward) {
  const MadeLog log{.contexts = 50, .rounds = 3000};
  LogPart part = made_part(log, 0, 1);
  for (std::size_t i = 0; i < part.rounds.size(); ++i)
    if (part.rounds.split[i] == 1 || i + 1 < part.rounds.size()) part.rounds.reward[i] = 0;
  part.rounds.split.back() = 0;
  part.rounds.reward.back() = -1;
  write_log(job_, path_, part);
  for (const std::string split : {"", "train", "test"})
    on_threads(3, [&](Communicator& comm) {
      for (const std::uint64_t memory : {0, 5000}) {
        const auto shard = open_shard(
            {comm, driver_}, {.path = path_, .split = split, .contexts_per_block = 7, .memory = memory});
        EXPECT_EQ(shard->shape().rewarded, split == "test" ? 0U : 1U) << split << " " << memory;
      }
    });
}

/// What load() gives after announce() of the same blocks, of others, or of none.
TEST_F(RoundTrip, is_the_same_whatever_was_announced) {
  const MadeLog log{.contexts = 100, .rounds = 3000};
  write(log, 1);
  const auto shard =
      open_shard(job_, {.path = path_, .split = "train", .contexts_per_block = 7, .memory = 1});
  const std::vector<std::vector<BlockId>> windows{
      {BlockId(0), BlockId(1)}, {BlockId(5)}, {BlockId(2), BlockId(4), BlockId(9)}, {}, {BlockId(5)}};
  const auto actions = [&](std::span<const BlockView> views) {
    std::vector<std::uint32_t> seen;
    for (const BlockView& view : views)
      for (const ActionId action : view.action) seen.push_back(action.value);
    return seen;
  };
  std::vector<std::vector<std::uint32_t>> expected;
  for (const auto& window : windows) expected.push_back(actions(shard->load(window)));
  EXPECT_FALSE(expected[2].empty());
  for (std::size_t i = 0; i < windows.size(); ++i)
    for (std::size_t announced = 0; announced < windows.size(); ++announced) {
      const auto now = shard->load(windows[announced]);
      shard->announce(windows[i]);
      EXPECT_EQ(actions(now), expected[announced]);  // not touched by what is read meanwhile
      EXPECT_EQ(actions(shard->load(windows[i])), expected[i]);
      shard->announce(windows[announced]);
      EXPECT_EQ(actions(shard->load(windows[i])), expected[i]);
    }
}

TEST_F(RoundTrip, keeps_what_is_known_beside_the_rounds) {
  write({}, 3);
  const LogShape shape = read_shape(job_, path_, "");
  EXPECT_EQ(shape.contexts, 40U);
  EXPECT_EQ(shape.actions, 7U);
  EXPECT_EQ(shape.features, 3U);
  EXPECT_EQ(shape.embedding, 2U);
  EXPECT_TRUE(shape.has_truth);
  EXPECT_EQ(shape.truth_otherwise, 0.25F);
  EXPECT_EQ(shape.splits, (std::vector<std::string>{"train", "test"}));
  EXPECT_EQ(shape.logging_policy, R"({"kind":"uniform"})");
  const ActionColumns actions = read_actions(job_, path_);
  EXPECT_EQ(actions.name.at(6), "action 6");
  EXPECT_EQ(actions.cluster, (std::vector<std::uint32_t>{0, 1, 0, 1, 0, 1, 0}));
  EXPECT_EQ(actions.embedding(6, 1), -6.0F);
}

RC_GTEST_PROP(Plan, gives_every_block_to_one_rank, ()) {
  const auto contexts = *rc::gen::inRange<std::uint64_t>(0, 5000);
  const auto size = *rc::gen::inRange<std::uint64_t>(1, 300);
  const int ranks = *rc::gen::inRange(1, 40);
  const BlockPlan plan{contexts, size};
  std::uint64_t next_block = 0, next_context = 0;
  for (int rank = 0; rank < ranks; ++rank) {
    const Range owned = plan.owned(rank, ranks);
    RC_ASSERT(owned.first == next_block);
    next_block = owned.last;
    for (std::uint64_t block = owned.first; block < owned.last; ++block) {
      RC_ASSERT(plan.contexts_of(BlockId(block)).first == next_context);
      next_context = plan.contexts_of(BlockId(block)).last;
    }
  }
  RC_ASSERT(next_block == plan.blocks());
  RC_ASSERT(next_context == contexts);
}

// The test split lies behind the training split: no rank is left with nothing but the other's contexts.
TEST_F(RoundTrip, shares_out_the_blocks_of_the_split) {
  const MadeLog log{.contexts = 400, .rounds = 4000};
  LogPart part = made_part(log, 0, 1);
  for (std::size_t i = 0; i < part.rounds.size(); ++i)
    part.rounds.split[i] = part.rounds.context[i].value < 100 ? 1 : 0;
  write_log(job_, path_, part);
  for (const std::string split : {"train", "test"})
    on_threads(2, [&](Communicator& comm) {
      const auto shard =
          open_shard({comm, driver_}, {.path = path_, .split = split, .contexts_per_block = 10});
      EXPECT_EQ(shard->owned().size(), split == "train" ? 15U : 5U);
    });
}

}  // namespace
}  // namespace megabandit
