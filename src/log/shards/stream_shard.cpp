#include "log/shards/stream_shard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <system_error>

#include "base/error.hpp"
#include "log/shards/loaded.hpp"

namespace megabandit {
namespace {

// Context, action, reward, pscore and split as they are read, and the first four of them as they are kept.
constexpr std::uint64_t kBytesOfRound = 17 + 16;

// One is looked at while the next is read.
constexpr std::uint64_t kWindows = 2;

// Larger windows leave the processor's caches and are read more slowly, from memory and from a disk alike.
constexpr std::uint64_t kMostBytes = std::uint64_t{4} << 20;

class StreamShard final : public Shard {
 public:
  StreamShard(LogFile log, LogShape shape, const BlockPlan& plan, Range owned, const Scan& scan,
              const ShardOptions& options)
      : log_(std::move(log)),
        shape_(std::move(shape)),
        plan_(plan),
        owned_(owned),
        outputs_(options.outputs),
        split_(log_.split_number(options.split)) {
    std::uint64_t row = 0;
    for (std::uint64_t block = 0; block < owned_.last; ++block) {
      if (block >= owned_.first) first_row_.push_back(row);
      row += static_cast<std::uint64_t>(scan.rounds_of_block[block]);
    }
    first_row_.push_back(row);
    window_ = std::clamp(std::min(options.memory / kWindows, kMostBytes) / largest_block(), std::uint64_t{1},
                         std::max(owned_.size(), std::uint64_t{1}));
  }

  const LogShape& shape() const override { return shape_; }
  const BlockPlan& plan() const override { return plan_; }
  Range owned() const override { return owned_; }
  std::uint64_t window() const override { return window_; }

  std::vector<BlockView> load(std::span<const BlockId> blocks) override {
    const bool announced = reading_.valid() && std::ranges::equal(next_.blocks, blocks);
    if (announced) {
      reading_.get();
      std::swap(now_, next_);
    } else {
      forget();
      now_.blocks.assign(blocks.begin(), blocks.end());
      fill(now_);
    }
    return views(now_);
  }

  void announce(std::span<const BlockId> blocks) override {
    forget();
    next_.blocks.assign(blocks.begin(), blocks.end());
    try {
      reading_ = std::async(std::launch::async, [this] { fill(next_); });
    } catch (const std::system_error&) {
      // No thread is to be had: load() will read.
    }
  }

 private:
  /// Bytes of a block in memory, with what is needed to read it.
  std::uint64_t bytes_of(BlockId block) const {
    const std::uint64_t rows =
        first_row_[block.value - owned_.first + 1] - first_row_[block.value - owned_.first];
    const Range contexts = plan_.contexts_of(block);
    return rows * (kBytesOfRound + 2 * output_bytes(shape_, outputs_)) +
           context_bytes(log_, contexts, outputs_);
  }
  std::uint64_t largest_block() const {
    std::uint64_t largest = 1;
    for (std::uint64_t block = owned_.first; block < owned_.last; ++block)
      largest = std::max(largest, bytes_of(BlockId(block)));
    return largest;
  }

  /// Some blocks in memory, those in a row in one piece.
  struct Window {
    std::vector<BlockId> blocks;
    std::vector<Loaded> pieces;
  };

  void fill(Window& window) const {
    std::size_t pieces = 0;
    for (std::size_t at = 0, end = 0; at < window.blocks.size(); at = end, ++pieces) {
      end = end_of_piece(window.blocks, at);
      if (pieces == window.pieces.size()) window.pieces.emplace_back(plan_, outputs_);
      read({window.blocks[at].value, window.blocks[end - 1].value + 1}, window.pieces[pieces]);
    }
  }
  static std::size_t end_of_piece(const std::vector<BlockId>& blocks, std::size_t at) {
    std::size_t end = at + 1;
    while (end < blocks.size() && blocks[end].value == blocks[end - 1].value + 1) ++end;
    return end;
  }
  static std::vector<BlockView> views(const Window& window) {
    std::vector<BlockView> views;
    std::size_t piece = 0;
    for (std::size_t at = 0; at < window.blocks.size(); ++piece)
      for (const std::size_t end = end_of_piece(window.blocks, at); at < end; ++at)
        views.push_back(window.pieces[piece].view(window.blocks[at]));
    return views;
  }

  void read(Range blocks, Loaded& piece) const {
    const Range rows{first_row_[blocks.first - owned_.first], first_row_[blocks.last - owned_.first]};
    piece.read_contexts(log_, blocks);
    Rounds rounds = piece.give_back();
    Faults faults;
    log_.read_rounds(rows, rounds, faults);
    if (outputs_ == Outputs::read) log_.read_outputs(rows, rounds, faults);
    faults.throw_first(log_.file().path());
    for (std::size_t i = 0; i < rounds.size(); ++i)
      if (!piece.contexts().contains(rounds.context[i].value))
        throw DataError(
            fmt::format("{}: /rounds/context, row {}: is now {}; the file was changed while it was read",
                        log_.file().path().string(), rows.first + i, rounds.context[i].value));
    if (split_) keep_split(rounds, *split_);
    piece.take(std::move(rounds));
  }

  /// Waits for what was announced and is not wanted; what is wrong with it does not matter.
  void forget() {
    if (reading_.valid()) reading_.wait();
    reading_ = {};
  }

  LogFile log_;
  LogShape shape_;
  BlockPlan plan_;
  Range owned_;
  Outputs outputs_;
  std::optional<std::uint8_t> split_;
  std::vector<std::uint64_t> first_row_;  // of each owned block, and the end
  std::uint64_t window_ = 1;
  Window now_, next_;
  std::future<void> reading_;  // of next_; last, so that it ends before what it reads into
};

}  // namespace

std::unique_ptr<Shard> make_stream_shard(LogFile log, const LogShape& shape, const BlockPlan& plan,
                                         Range owned, const Scan& scan, const ShardOptions& options) {
  return std::make_unique<StreamShard>(std::move(log), shape, plan, owned, scan, options);
}

}  // namespace megabandit
