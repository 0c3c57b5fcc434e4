// The loop over collectives: what one rank meets, all ranks act on.

#include "run/loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <mutex>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"

namespace megabandit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Adds up one number a rank and step, and ends after `steps`.
class Counter final : public Learner {
 public:
  explicit Counter(std::uint64_t steps) : steps_(steps) {}

  TallyLayout layout() const override { return {{{"number", 1}}, 0}; }
  void observe(const Share& share, Tally& tally) override {
    ++observed;
    tally.add(0, std::vector{number(share.rank)});
  }
  Decision decide(const Tally& total) override {
    if (redone > 0) return --redone, Decision{.finished = {}, .again = true};
    totals.push_back(total.section(0)[0]);
    return {totals.size() == steps_ ? "counted" : ""};
  }
  SavedState save() const override { return {}; }
  void load(const SavedState&) override {}

  std::function<double(int rank)> number = [](int rank) { return rank + 1.0; };
  std::vector<double> totals;
  int observed = 0;
  int redone = 0;  // how often the first step is of no use

 private:
  std::uint64_t steps_;
};

const LoopHooks kNoHooks{.before_step = {}, .stop_requested = {}, .checkpoint = {}, .plan = {}};

TEST(Loop, gives_every_rank_the_same_totals) {
  std::mutex guard;
  on_threads(3, [&](Communicator& comm) {
    Counter counter(2);
    LoopState state;
    const LoopEnd end = run_loop(comm, counter, Reduction::reproducible, state, kNoHooks);
    const std::lock_guard lock(guard);
    EXPECT_EQ(end.finished, "counted");
    EXPECT_EQ(state.step, 2U);
    EXPECT_THAT(counter.totals, ElementsAre(6.0, 6.0));
  });
}

TEST(Loop, agrees_on_the_fault_of_one_rank) {
  std::atomic<int> agreed = 0;
  on_threads(4, [&](Communicator& comm) {
    Counter counter(9);
    counter.number = [&](int rank) {
      if (rank == 2 && counter.totals.size() == 1) throw DataError("row 7 is bad");
      return 1.0;
    };
    LoopState state;
    try {
      run_loop(comm, counter, Reduction::reproducible, state, kNoHooks);
    } catch (const AgreedError& error) {
      EXPECT_EQ(error.exit(), Exit::bad_data);
      EXPECT_THAT(error.what(), HasSubstr("row 7 is bad"));
      ++agreed;
    }
    EXPECT_EQ(state.step, 1U) << "the faulty step does not count";
  });
  EXPECT_EQ(agreed, 4);
}

TEST(Loop, agrees_on_what_an_observer_threw) {
  std::atomic<int> agreed = 0;
  on_threads(3, [&](Communicator& comm) {
    Counter counter(9);
    LoopHooks hooks = kNoHooks;
    hooks.before_step = [&] {
      if (comm.rank() == 0) throw CannotWrite("the disk is full");
    };
    LoopState state;
    try {
      run_loop(comm, counter, Reduction::reproducible, state, hooks);
    } catch (const AgreedError& error) {
      EXPECT_EQ(error.exit(), Exit::cannot_write);
      ++agreed;
    }
  });
  EXPECT_EQ(agreed, 3);
}

TEST(Loop, stops_on_all_ranks_when_one_is_asked_and_writes_a_checkpoint) {
  std::atomic<int> stopped = 0, checkpoints = 0;
  on_threads(4, [&](Communicator& comm) {
    Counter counter(100);
    LoopHooks hooks = kNoHooks;
    hooks.stop_requested = [&] { return comm.rank() == 3 && counter.totals.size() == 4; };
    hooks.checkpoint = [&](const LoopState& state, const std::string& finished) {
      EXPECT_EQ(state.step, 5U) << "the step in which it was asked is finished";
      EXPECT_EQ(finished, "");
      ++checkpoints;
    };
    LoopState state;
    stopped += run_loop(comm, counter, Reduction::reproducible, state, hooks).finished.empty() ? 1 : 0;
  });
  EXPECT_EQ(stopped, 4);
  EXPECT_EQ(checkpoints, 4);
}

TEST(Loop, writes_checkpoints_by_steps_and_at_the_end) {
  SelfComm comm;
  Counter counter(7);
  std::vector<std::pair<std::uint64_t, std::string>> written;
  LoopHooks hooks = kNoHooks;
  hooks.plan.every_steps = 3;
  hooks.checkpoint = [&](const LoopState& state, const std::string& finished) {
    written.emplace_back(state.step, finished);
  };
  LoopState state;
  run_loop(comm, counter, Reduction::reproducible, state, hooks);
  using Written = std::pair<std::uint64_t, std::string>;
  EXPECT_THAT(written, ElementsAre(Written(3, ""), Written(6, ""), Written(7, "counted")));
}

TEST(Loop, writes_no_checkpoints_by_steps_while_a_step_is_done_again) {
  SelfComm comm;
  Counter counter(3);
  counter.redone = 5;
  std::vector<std::uint64_t> written;
  LoopHooks hooks = kNoHooks;
  hooks.plan.every_steps = 1;
  hooks.checkpoint = [&](const LoopState& state, const std::string&) { written.push_back(state.step); };
  LoopState state;
  run_loop(comm, counter, Reduction::reproducible, state, hooks);
  EXPECT_THAT(written, ElementsAre(1U, 2U, 3U));
}

// 2^100 is far beyond the first scale: the step is observed again under a better one, and decided once.
TEST(Loop, repeats_a_step_whose_sums_do_not_fit) {
  const double large = std::ldexp(1.0, 100);
  std::mutex guard;
  on_threads(3, [&](Communicator& comm) {
    Counter counter(2);
    counter.number = [&](int rank) { return rank == 1 ? large : 0.0; };
    LoopState state;
    run_loop(comm, counter, Reduction::reproducible, state, kNoHooks);
    const std::lock_guard lock(guard);
    EXPECT_THAT(counter.totals, ElementsAre(large, large));
    EXPECT_EQ(counter.observed, 3) << "the first step twice, the second once";
  });
}

TEST(Loop, gives_up_on_sums_that_change_with_every_repetition) {
  SelfComm comm;
  Counter counter(2);
  counter.number = [&](int) { return std::ldexp(1.0, 90 * counter.observed); };
  LoopState state;
  EXPECT_THROW(run_loop(comm, counter, Reduction::reproducible, state, kNoHooks), InternalError);
}

}  // namespace
}  // namespace megabandit
