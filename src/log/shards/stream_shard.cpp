#include "log/shards/stream_shard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/error.hpp"
#include "log/shards/loaded.hpp"

namespace megabandit {
namespace {

// Context, action, reward, pscore and split as they are read, and the first four of them as they are kept.
constexpr std::uint64_t kBytesOfRound = 17 + 16;

class StreamShard final : public Shard {
 public:
  StreamShard(LogFile log, LogShape shape, const BlockPlan& plan, Range owned, const Scan& scan,
              const ShardOptions& options)
      : log_(std::move(log)),
        shape_(std::move(shape)),
        plan_(plan),
        owned_(owned),
        split_(log_.split_number(options.split)) {
    std::uint64_t row = 0;
    for (std::uint64_t block = 0; block < owned_.last; ++block) {
      if (block >= owned_.first) first_row_.push_back(row);
      row += static_cast<std::uint64_t>(scan.rounds_of_block[block]);
    }
    first_row_.push_back(row);
    window_ = std::clamp(options.memory / largest_block(), std::uint64_t{1},
                         std::max(owned_.size(), std::uint64_t{1}));
  }

  const LogShape& shape() const override { return shape_; }
  const BlockPlan& plan() const override { return plan_; }
  Range owned() const override { return owned_; }
  std::uint64_t window() const override { return window_; }

  std::vector<BlockView> load(std::span<const BlockId> blocks) override {
    loaded_.clear();
    std::vector<BlockView> views;
    for (std::size_t at = 0; at < blocks.size();) {
      std::size_t end = at + 1;  // blocks in a row are read at once
      while (end < blocks.size() && blocks[end].value == blocks[end - 1].value + 1) ++end;
      loaded_.push_back(read({blocks[at].value, blocks[end - 1].value + 1}));
      for (; at < end; ++at) views.push_back(loaded_.back().view(blocks[at]));
    }
    return views;
  }

 private:
  /// Bytes of a block in memory, with what is needed to read it.
  std::uint64_t bytes_of(BlockId block) const {
    const std::uint64_t rows =
        first_row_[block.value - owned_.first + 1] - first_row_[block.value - owned_.first];
    const Range contexts = plan_.contexts_of(block);
    return rows * kBytesOfRound +
           contexts.size() * (shape_.features * sizeof(float) + 2 * sizeof(std::uint64_t)) +
           log_.truth_entries(contexts) * (sizeof(ActionId) + sizeof(float));
  }
  std::uint64_t largest_block() const {
    std::uint64_t largest = 1;
    for (std::uint64_t block = owned_.first; block < owned_.last; ++block)
      largest = std::max(largest, bytes_of(BlockId(block)));
    return largest;
  }

  Loaded read(Range blocks) const {
    const Range contexts{plan_.contexts_of(BlockId(blocks.first)).first,
                         plan_.contexts_of(BlockId(blocks.last - 1)).last};
    const Range rows{first_row_[blocks.first - owned_.first], first_row_[blocks.last - owned_.first]};
    Loaded loaded(log_, plan_, contexts);
    Faults faults;
    Rounds rounds = log_.rounds(rows, faults);
    faults.throw_first(log_.file().path());
    for (std::size_t i = 0; i < rounds.size(); ++i)
      if (!contexts.contains(rounds.context[i].value))
        throw DataError(
            fmt::format("{}: /rounds/context, row {}: is now {}; the file was changed while it was read",
                        log_.file().path().string(), rows.first + i, rounds.context[i].value));
    if (split_) keep_split(rounds, *split_);
    loaded.take(std::move(rounds));
    return loaded;
  }

  LogFile log_;
  LogShape shape_;
  BlockPlan plan_;
  Range owned_;
  std::optional<std::uint8_t> split_;
  std::vector<std::uint64_t> first_row_;  // of each owned block, and the end
  std::uint64_t window_ = 1;
  std::vector<Loaded> loaded_;
};

}  // namespace

std::unique_ptr<Shard> make_stream_shard(LogFile log, const LogShape& shape, const BlockPlan& plan,
                                         Range owned, const Scan& scan, const ShardOptions& options) {
  return std::make_unique<StreamShard>(std::move(log), shape, plan, owned, scan, options);
}

}  // namespace megabandit
