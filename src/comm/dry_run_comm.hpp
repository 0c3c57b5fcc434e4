#pragma once

#include <array>
#include <deque>
#include <functional>
#include <memory>

#include "comm/communicator.hpp"
#include "comm/verb.hpp"

namespace megabandit {

/// How often a verb was called on this rank, and the bytes that this rank gave to it.
struct Traffic {
  std::uint64_t calls = 0;
  std::uint64_t bytes = 0;
};

/// Pretends to be rank `rank` of `size`, for planning: nothing is sent, every other rank is taken to give
/// what this one gives, and the traffic is counted; a rank without others has none.
class DryRunComm final : public Communicator {
 public:
  /// 0 <= rank < size. @throws UsageError
  DryRunComm(int rank, int size);

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  void sum(std::span<std::int64_t> values) override;
  void sum(std::span<double> values) override;
  void max(std::span<double> values) override;
  void broadcast(std::span<std::byte> bytes, int root) override;
  std::vector<Bytes> gather(std::span<const std::byte> mine, int root) override;
  std::vector<Bytes> all_gather(std::span<const std::byte> mine) override;
  std::vector<Bytes> exchange(std::vector<Bytes> outgoing) override;
  void barrier() override;
  /// The ranks that give this colour, as foreseen; all of them where nothing was. Their traffic counts here
  /// too.
  std::unique_ptr<Communicator> split(int colour) override;
  /// As if no other rank asked.
  std::unique_ptr<SharedCounters> share_counters(std::size_t count) override;

  /// @local  The colour that each rank gives in a split to come; splits are foreseen in their order.
  void foresee_split(std::function<int(int rank)> colour_of) { splits_.push_back(std::move(colour_of)); }

  /// @local
  const Traffic& traffic(Verb verb) const { return (*traffic_)[static_cast<std::size_t>(verb)]; }

 private:
  void count(Verb verb, std::size_t bytes);
  std::vector<Bytes> from_everyone(std::span<const std::byte> mine) const;

  int rank_;
  int size_;
  std::deque<std::function<int(int rank)>> splits_;
  std::shared_ptr<std::array<Traffic, kVerbs>> traffic_ = std::make_shared<std::array<Traffic, kVerbs>>();
};

}  // namespace megabandit
