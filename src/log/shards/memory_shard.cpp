#include "log/shards/memory_shard.hpp"

#include <algorithm>
#include <cstring>

#include "comm/agree.hpp"
#include "log/shards/loaded.hpp"
#include "log/shards/owned_contexts.hpp"

namespace megabandit {
namespace {

class MemoryShard final : public Shard {
 public:
  MemoryShard(LogShape shape, const BlockPlan& plan, Range owned, Loaded loaded)
      : shape_(std::move(shape)), plan_(plan), owned_(owned), loaded_(std::move(loaded)) {}
  const LogShape& shape() const override { return shape_; }
  const BlockPlan& plan() const override { return plan_; }
  Range owned() const override { return owned_; }
  std::uint64_t window() const override { return std::max(owned_.size(), std::uint64_t{1}); }
  std::vector<BlockView> load(std::span<const BlockId> blocks) override {
    std::vector<BlockView> views;
    views.reserve(blocks.size());
    for (const BlockId block : blocks) views.push_back(loaded_.view(block));
    return views;
  }

 private:
  LogShape shape_;
  BlockPlan plan_;
  Range owned_;
  Loaded loaded_;
};

/// A round on its way to the owner of its context.
struct Sent {
  ContextId context;
  ActionId action;
  float reward;
  float pscore;
};

std::vector<Bytes> by_owner(const Rounds& rounds, const BlockPlan& plan, int ranks) {
  std::vector<std::uint64_t> ends;  // of the contexts of each rank
  for (int rank = 0; rank < ranks; ++rank) ends.push_back(owned_contexts(plan, rank, ranks).last);
  const auto owner = [&](ContextId context) {
    return static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), context.value) - ends.begin());
  };
  std::vector<std::size_t> counts(ends.size(), 0);
  for (const ContextId context : rounds.context) ++counts[owner(context)];
  std::vector<Bytes> outgoing(ends.size());
  for (std::size_t r = 0; r < ends.size(); ++r) outgoing[r].reserve(counts[r] * sizeof(Sent));
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    const Sent sent{rounds.context[i], rounds.action[i], rounds.reward[i], rounds.pscore[i]};
    const auto* bytes = reinterpret_cast<const std::byte*>(&sent);
    Bytes& to = outgoing[owner(rounds.context[i])];
    to.insert(to.end(), bytes, bytes + sizeof(Sent));
  }
  return outgoing;
}

Rounds joined(const std::vector<Bytes>& incoming) {
  std::size_t count = 0;
  for (const Bytes& part : incoming) count += part.size() / sizeof(Sent);
  Rounds rounds;
  rounds.context.reserve(count);
  rounds.action.reserve(count);
  rounds.reward.reserve(count);
  rounds.pscore.reserve(count);
  for (const Bytes& part : incoming)
    for (std::size_t at = 0; at < part.size(); at += sizeof(Sent)) {
      Sent sent;
      std::memcpy(&sent, part.data() + at, sizeof(Sent));
      rounds.context.push_back(sent.context);
      rounds.action.push_back(sent.action);
      rounds.reward.push_back(sent.reward);
      rounds.pscore.push_back(sent.pscore);
    }
  return rounds;
}

/// The rounds of this rank's contexts, in the order of the file. @collective
Rounds bring_home(Communicator& comm, Rounds read, const BlockPlan& plan) {
  if (comm.size() == 1) return read;
  std::vector<Bytes> outgoing = by_owner(read, plan, comm.size());
  read = {};
  return joined(comm.exchange(std::move(outgoing)));
}

}  // namespace

std::unique_ptr<Shard> make_memory_shard(Communicator& comm, const LogFile& log, const LogShape& shape,
                                         const BlockPlan& plan, Scan scan) {
  Rounds rounds = bring_home(comm, std::move(scan.kept), plan);
  std::unique_ptr<Shard> shard;
  agree(comm, [&] {
    Loaded loaded(plan);
    loaded.read_contexts(log, plan.owned(comm.rank(), comm.size()));
    loaded.take(std::move(rounds));
    shard =
        std::make_unique<MemoryShard>(shape, plan, plan.owned(comm.rank(), comm.size()), std::move(loaded));
  });
  return shard;
}

std::uint64_t memory_shard_bytes(const LogFile& log, Range contexts, std::uint64_t rounds) {
  // A round lies in three places at once while it is sent: read or received, on its way, and in the shard.
  return rounds * 3 * sizeof(Sent) +
         contexts.size() * (log.shape().features * sizeof(float) + 2 * sizeof(std::uint64_t)) +
         log.truth_entries(contexts) * (sizeof(ActionId) + sizeof(float));
}

}  // namespace megabandit
