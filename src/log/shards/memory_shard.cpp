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

/// A round on its way to the owner of its context; its output follows it.
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
  const auto output = static_cast<std::size_t>(rounds.output.cols());
  for (std::size_t r = 0; r < ends.size(); ++r)
    outgoing[r].reserve(counts[r] * (sizeof(Sent) + output * sizeof(float)));
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    const Sent sent{rounds.context[i], rounds.action[i], rounds.reward[i], rounds.pscore[i]};
    auto bytes = reinterpret_cast<const std::byte*>(&sent);
    Bytes& to = outgoing[owner(rounds.context[i])];
    to.insert(to.end(), bytes, bytes + sizeof(Sent));
    if (output == 0) continue;
    bytes = reinterpret_cast<const std::byte*>(rounds.output.data() + i * output);
    to.insert(to.end(), bytes, bytes + output * sizeof(float));
  }
  return outgoing;
}

Rounds joined(const std::vector<Bytes>& incoming, std::uint64_t output_columns) {
  const std::size_t output = output_columns * sizeof(float), size = sizeof(Sent) + output;
  std::size_t count = 0;
  for (const Bytes& part : incoming) count += part.size() / size;
  Rounds rounds;
  rounds.context.reserve(count);
  rounds.action.reserve(count);
  rounds.reward.reserve(count);
  rounds.pscore.reserve(count);
  if (output > 0)
    rounds.output.resize(static_cast<Eigen::Index>(count), static_cast<Eigen::Index>(output_columns));
  for (const Bytes& part : incoming)
    for (std::size_t at = 0; at < part.size(); at += size) {
      Sent sent;
      std::memcpy(&sent, part.data() + at, sizeof(Sent));
      if (output > 0)
        std::memcpy(rounds.output.data() + rounds.size() * output_columns, part.data() + at + sizeof(Sent),
                    output);
      rounds.context.push_back(sent.context);
      rounds.action.push_back(sent.action);
      rounds.reward.push_back(sent.reward);
      rounds.pscore.push_back(sent.pscore);
    }
  return rounds;
}

/// The rounds of this rank's contexts, in the order of the file. @collective
Rounds bring_home(Communicator& comm, Rounds read, const BlockPlan& plan, std::uint64_t output_columns) {
  if (comm.size() == 1) return read;
  std::vector<Bytes> outgoing = by_owner(read, plan, comm.size());
  read = {};
  return joined(comm.exchange(std::move(outgoing)), output_columns);
}

}  // namespace

std::unique_ptr<Shard> make_memory_shard(Communicator& comm, const LogFile& log, const LogShape& shape,
                                         const BlockPlan& plan, Scan scan, Outputs outputs) {
  Rounds rounds = bring_home(comm, std::move(scan.kept), plan, outputs == Outputs::read ? shape.output : 0);
  std::unique_ptr<Shard> shard;
  agree(comm, [&] {
    Loaded loaded(plan, outputs);
    loaded.read_contexts(log, plan.owned(comm.rank(), comm.size()));
    loaded.take(std::move(rounds));
    shard =
        std::make_unique<MemoryShard>(shape, plan, plan.owned(comm.rank(), comm.size()), std::move(loaded));
  });
  return shard;
}

std::uint64_t memory_shard_bytes(const LogFile& log, Range contexts, std::uint64_t rounds, Outputs outputs) {
  // A round lies in three places at once while it is sent: read or received, on its way, and in the shard.
  return rounds * 3 * (sizeof(Sent) + output_bytes(log.shape(), outputs)) +
         context_bytes(log, contexts, outputs);
}

}  // namespace megabandit
