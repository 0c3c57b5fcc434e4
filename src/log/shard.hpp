#pragma once
// A rank's share of a log, as blocks. Fits in memory or is streamed: the user of a shard does not see the
// difference.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/matrix.hpp"
#include "log/block_plan.hpp"
#include "log/rounds.hpp"
#include "storage/job.hpp"

namespace megabandit {

/// What a log holds. @replicated
struct LogShape {
  std::uint64_t rounds = 0;  ///< of the chosen split
  /// Of them, those whose reward is not 0. Of a large log that is not in memory an estimate; that of a shard
  /// is 0 only if there is none.
  std::uint64_t rewarded = 0;
  std::uint64_t contexts = 0;  ///< of the whole file
  std::uint64_t actions = 0;
  std::uint64_t features = 0;   ///< d, columns of /contexts/features
  std::uint64_t embedding = 0;  ///< k, columns of /actions/embedding; 0: none
  bool named_actions = false;
  bool has_truth = false;           ///< of either form
  std::uint64_t truth_columns = 0;  ///< of a factored truth; 0: the truth is listed, or there is none
  std::uint64_t output = 0;         ///< e, columns of /rounds/output; 0: what users saw is not known
  std::uint64_t action_output = 0;  ///< columns of /actions/output; 0: none
  double output_noise = 0;          ///< sd of outputs around their mean
  bool has_output_shift = false;    ///< /contexts/output_shift is there
  std::uint64_t queries = 0;        ///< largest entry of /contexts/query plus 1; 0: none
  float truth_otherwise = 0;
  std::vector<std::string> splits;  ///< names in the file
  std::string encoding;             ///< JSON of the context encoder
  std::string logging_policy;       ///< JSON, empty: unknown
  /// Tells two logs apart: sizes, attributes, all contexts and splits of rounds, and a sample of the other
  /// columns, of features and of embeddings, and of outputs and factored truths where there are some. 0
  /// before a shard is open.
  std::uint64_t fingerprint = 0;
};

/// One block: its contexts and the rounds of the chosen split that happened in them. Views into the shard.
struct BlockView {
  BlockId id;
  RowsView<float> features{nullptr, 0, 0};  ///< [contexts of the block, d]
  std::span<const std::uint32_t> context;   ///< of each round: row of `features`; non-decreasing
  std::span<const ActionId> action;
  std::span<const float> reward;
  std::span<const float> pscore;
  // What users saw: empty where the log has none or the shard was opened without Outputs::read.
  RowsView<float> output{nullptr, 0, 0};        ///< [rounds, e]
  RowsView<float> output_shift{nullptr, 0, 0};  ///< [contexts of the block, e]
  std::span<const std::uint32_t> query = {};    ///< of each context
  RowsView<float> truth{nullptr, 0, 0};         ///< [contexts of the block, t] of a factored truth
  // Expected rewards, as in Truth, rows being those of `features`; empty without a listed truth.
  std::span<const std::uint64_t> truth_offset;  ///< contexts + 1 entries; offsets into the two spans below
  std::span<const ActionId> truth_action;
  std::span<const float> truth_reward;
};

class Shard {
 public:
  virtual ~Shard() = default;
  virtual const LogShape& shape() const = 0;
  virtual const BlockPlan& plan() const = 0;
  virtual Range owned() const = 0;  ///< blocks of this rank
  /// How many blocks one load() should ask for at most so that `limits.memory` holds.
  virtual std::uint64_t window() const = 0;
  /// @local  The blocks asked for, all of them owned; valid until the next load(). One thread at a time.
  /// @throws DataError naming file, dataset, row and value when a round is invalid.
  virtual std::vector<BlockView> load(std::span<const BlockId> blocks) = 0;
  /// @local  What the next load() will ask for. A shard that is streamed reads it in the meantime, and what
  /// is wrong with it is thrown by that load().
  virtual void announce(std::span<const BlockId>) {}
};

/// Whether a shard holds what users saw: outputs of rounds, shifts of outputs, queries.
enum class Outputs { skip, read };

struct ShardOptions {
  std::filesystem::path path{};
  std::string split{};  ///< empty: all rounds
  std::uint64_t contexts_per_block = kContextsPerBlock;
  std::uint64_t memory = 0;         ///< bytes a rank may use for its shard; 0: no limit
  Outputs outputs = Outputs::skip;  ///< `read`: those that the log has
};

/// @collective  Only the shape; reads nothing of the rounds but the splits and a sample.
LogShape read_shape(const Job& job, const std::filesystem::path& path, const std::string& split);

/// @collective  What a command takes when the user named no split: `usual` where the log has splits, else all
/// rounds ("").
std::string default_split(const Job& job, const std::filesystem::path& path, const std::string& usual);

/// @collective  Opens this rank's shard and, when it fits, checks and loads it; a shard that is streamed
/// checks what it loads. Rounds need not be sorted by context when the shard fits in memory: they are sent to
/// the owners of their contexts. @throws AgreedError
std::unique_ptr<Shard> open_shard(const Job& job, const ShardOptions& options);

/// @collective  The actions of a log; every rank gets all of them.
ActionColumns read_actions(const Job& job, const std::filesystem::path& path);

/// @collective  Of the actions `rows`, which may differ between ranks: /actions/output, or where a log has
/// none its embeddings (the user sees the item itself); as many columns as /rounds/output. @throws
/// AgreedError when it has neither, or its embeddings are wider or narrower than the outputs of its rounds.
RowMatrix<float> read_action_outputs(const Job& job, const std::filesystem::path& path, Range rows);
/// @collective  The actions' part of a factored truth, [rows, t]; `rows` may differ between ranks. @throws
/// AgreedError when the log has no factored truth.
RowMatrix<float> read_action_truth(const Job& job, const std::filesystem::path& path, Range rows);

/// @collective  Of the actions, the embeddings in `rows`, which may differ between ranks (where the log has
/// embeddings), and all names on rank 0.
ActionColumns read_some_actions(const Job& job, const std::filesystem::path& path, Range rows);

}  // namespace megabandit
