#pragma once

#include <utility>

#include "comm/communicator.hpp"

namespace megabandit {

/// Counters of one rank.
class OwnCounters final : public SharedCounters {
 public:
  explicit OwnCounters(std::size_t count) : counters_(count) {}
  std::int64_t add(std::size_t counter, std::int64_t amount) override {
    return std::exchange(counters_[counter], counters_[counter] + amount);
  }

 private:
  std::vector<std::int64_t> counters_;
};

/// A world of one rank.
class SelfComm final : public Communicator {
 public:
  int rank() const override { return 0; }
  int size() const override { return 1; }
  void sum(std::span<std::int64_t>) override {}
  void sum(std::span<double>) override {}
  void max(std::span<double>) override {}
  void broadcast(std::span<std::byte>, int) override {}
  std::vector<Bytes> gather(std::span<const std::byte> mine, int) override {
    return {Bytes(mine.begin(), mine.end())};
  }
  std::vector<Bytes> all_gather(std::span<const std::byte> mine) override { return gather(mine, 0); }
  std::vector<Bytes> exchange(std::vector<Bytes> outgoing) override { return outgoing; }
  void barrier() override {}
  std::unique_ptr<Communicator> split(int) override { return std::make_unique<SelfComm>(); }
  std::unique_ptr<SharedCounters> share_counters(std::size_t count) override {
    return std::make_unique<OwnCounters>(count);
  }
};

}  // namespace megabandit
