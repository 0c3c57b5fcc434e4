// Requests and their answers when these are late, early, missing or too many.

#include "outside/dispatch.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "base/error.hpp"
#include "waiting.hpp"

namespace megabandit {
namespace {

using namespace std::chrono_literals;

/// Somebody who says what a test has it say, when it has it say so.
class ToldChannel final : public Channel {
 public:
  struct Wire {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::uint64_t> sent, overdue;
    std::vector<Reply> replies;
    bool awake = false;

    void reply(Reply reply) {
      const std::lock_guard lock(mutex);
      replies.push_back(std::move(reply));
      changed.notify_all();
    }
    std::size_t count_sent() {
      const std::lock_guard lock(mutex);
      return sent.size();
    }
    bool sends(std::size_t count) {
      return comes_true([&] { return count_sent() >= count; });
    }
  };

  explicit ToldChannel(Wire& wire) : wire_(wire) {}
  void send(std::uint64_t id, const Inquiry&) override {
    const std::lock_guard lock(wire_.mutex);
    wire_.sent.push_back(id);
  }
  std::vector<Reply> receive(Clock::time_point until) override {
    std::unique_lock lock(wire_.mutex);
    wire_.changed.wait_until(lock, until, [&] { return wire_.awake || !wire_.replies.empty(); });
    wire_.awake = false;
    return std::exchange(wire_.replies, {});
  }
  void overdue(std::uint64_t id) override {
    const std::lock_guard lock(wire_.mutex);
    wire_.overdue.push_back(id);
  }
  void wake() override {
    const std::lock_guard lock(wire_.mutex);
    wire_.awake = true;
    wire_.changed.notify_all();
  }

 private:
  Wire& wire_;
};

class Dispatched : public testing::Test {
 protected:
  Dispatched() {
    settings_.backoff = Seconds{0};
    settings_.in_flight = 2;
  }

  void begin(int requests) {
    dispatch_.emplace(std::make_unique<ToldChannel>(wire_), settings_,
                      [this](const Inquiry&, const AnswerText&) { ++heard_; });
    for (int r = 0; r < requests; ++r)
      dispatch_->add({.key = std::to_string(r), .what = "to speak", .body = "{}"});
  }
  std::optional<AnswerText> next() { return dispatch_->next(Dispatch::Clock::now() + 10s); }
  Exit failure() {
    return failure_of([&] { next(); }).first;
  }
  static Reply trouble(std::uint64_t id, Trouble::Kind kind, Seconds pause = {}) {
    return {id, Trouble{kind, "no", pause}};
  }

  ToldChannel::Wire wire_;
  DispatchSettings settings_;
  std::atomic<int> heard_ = 0;
  std::optional<Dispatch> dispatch_;
};

TEST_F(Dispatched, NoMoreAreUnderWayThanAllowed) {
  begin(5);
  ASSERT_TRUE(wire_.sends(2));
  EXPECT_EQ(dispatch_->next(Dispatch::Clock::now() + 50ms), std::nullopt);
  EXPECT_EQ(wire_.count_sent(), 2u);
  wire_.reply({1, "second"});
  ASSERT_TRUE(wire_.sends(3));
  wire_.reply({0, "first"});
  EXPECT_EQ(next(), "first");
  EXPECT_EQ(next(), "second");
}

TEST_F(Dispatched, OfSeveralAnswersTheFirstCountsHoweverLate) {
  settings_.timeout = Seconds{0.05};
  settings_.retries = 1000;
  begin(1);
  ASSERT_TRUE(wire_.sends(2));
  wire_.reply({0, "second"});
  EXPECT_EQ(next(), "second");
  wire_.reply({1, "first"});
  EXPECT_EQ(dispatch_->next(Dispatch::Clock::now() + 10ms), std::nullopt);
  EXPECT_EQ(heard_, 1);
  EXPECT_EQ(wire_.overdue.front(), 0u);
}

TEST_F(Dispatched, TroubleIsTriedAgainSoManyTimes) {
  settings_.retries = 2;
  begin(1);
  for (std::uint64_t id = 0; id < 3; ++id) {
    ASSERT_TRUE(wire_.sends(id + 1));
    wire_.reply(trouble(id, Trouble::Kind::silent));
  }
  EXPECT_EQ(failure(), Exit::missing_input);
  EXPECT_EQ(failure(), Exit::missing_input);
}

TEST_F(Dispatched, WhatCanNeverBeReadIsAnErrorOrCountsAsSomething) {
  settings_.retries = 0;
  begin(1);
  wire_.sends(1);
  wire_.reply(trouble(0, Trouble::Kind::unreadable));
  EXPECT_EQ(failure(), Exit::bad_data);
  settings_.otherwise = "tie";
  wire_.sent.clear();
  begin(1);
  wire_.sends(1);
  wire_.reply(trouble(0, Trouble::Kind::unreadable));
  EXPECT_EQ(next(), "tie");
}

TEST_F(Dispatched, APauseHoldsForAllRequests) {
  settings_.in_flight = 1;
  begin(3);
  wire_.sends(1);
  wire_.reply(trouble(0, Trouble::Kind::silent, Seconds{1}));
  EXPECT_EQ(dispatch_->next(Dispatch::Clock::now() + 50ms), std::nullopt);
  EXPECT_EQ(wire_.count_sent(), 1u);
  EXPECT_TRUE(wire_.sends(2));
}

TEST_F(Dispatched, AnswersToNothingAndContradictionsAreFaults) {
  begin(1);
  wire_.sends(1);
  wire_.reply({7, "tie"});
  EXPECT_EQ(failure(), Exit::bad_data);
  wire_.sent.clear();
  begin(1);
  wire_.sends(1);
  wire_.reply({0, "tie"});
  wire_.reply({0, "tie"});
  wire_.reply({0, "first"});
  EXPECT_EQ(next(), "tie");
  EXPECT_EQ(failure(), Exit::bad_data);
}

TEST_F(Dispatched, EndsWithoutWaitingForAnswers) {
  begin(100);
  wire_.sends(2);
  dispatch_.reset();
  EXPECT_EQ(wire_.count_sent(), 2u);
}

}  // namespace
}  // namespace megabandit
