#include "outputs/doubts/log_sample.hpp"

#include <algorithm>
#include <numeric>

#include "comm/agree.hpp"
#include "comm/collect.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kBlocks = 64;  // to read, where those have rounds enough

Eigen::Index index(std::uint64_t n) { return static_cast<Eigen::Index>(n); }

/// What one rank's blocks bring.
struct Own {
  std::vector<float> features, pscore;
  std::vector<double> output;
  std::vector<RoundPlace> place;
  std::vector<ActionId> action;
};

void add(const BlockView& block, std::uint64_t round, const OutputsOfRounds& outputs, Own& own) {
  const auto features = block.features.row(block.context[round]);
  own.features.insert(own.features.end(), features.begin(), features.end());
  own.output.resize(own.output.size() + outputs.columns());
  outputs.write(block, round, std::span(own.output).last(outputs.columns()));
  own.place.push_back({block.id.value, round});
  own.action.push_back(block.action[round]);
  own.pscore.push_back(block.pscore[round]);
}

// Some of the block's rounds, evenly spread.
void add_some(const BlockView& block, std::uint64_t most, const OutputsOfRounds& outputs, Own& own) {
  const std::uint64_t rounds = block.action.size(), count = std::min(most, rounds);
  for (std::uint64_t i = 0; i < count; ++i) add(block, i * rounds / count, outputs, own);
}

Own read_own(Shard& shard, const OutputsOfRounds& outputs, std::uint64_t count) {
  Own own;
  const std::uint64_t all = shard.plan().blocks(), rounds = std::max<std::uint64_t>(1, shard.shape().rounds);
  const std::uint64_t blocks = std::min(all, std::max(kBlocks, (count * all + rounds - 1) / rounds));
  for (std::uint64_t i = 0; i < blocks; ++i) {
    const std::uint64_t block = i * all / blocks;
    if (block < shard.owned().first || block >= shard.owned().last) continue;
    const std::vector ids{BlockId{block}};
    add_some(shard.load(ids).front(), (count + blocks - 1) / blocks, outputs, own);
  }
  return own;
}

template <class Number>
RowMatrix<Number> gather_rows(Communicator& ranks, const std::vector<Number>& own, std::uint64_t columns) {
  const auto all = all_gather_values<Number>(ranks, own);
  const std::uint64_t rows = columns == 0 ? 0 : all.size() / columns;
  return Eigen::Map<const RowMatrix<Number>>(all.data(), index(rows), index(columns));
}

}  // namespace

LogSample sample_log(Shard& shard, Communicator& ranks, const OutputsOfRounds& outputs, std::uint64_t count) {
  Own own;
  agree(ranks, [&] { own = read_own(shard, outputs, count); });
  return {gather_rows<float>(ranks, own.features, shard.shape().features),
          gather_rows<double>(ranks, own.output, outputs.columns()),
          all_gather_values<RoundPlace>(ranks, own.place),
          all_gather_values<ActionId>(ranks, own.action),
          all_gather_values<float>(ranks, own.pscore),
          outputs.output_columns()};
}

Panel panel_of(const LogSample& sample, const Policy& policy, const Pivots& pivots) {
  const auto n = index(sample.size());
  Panel panel;
  panel.queries = RowMatrix<double>::Zero(n, policy.table().cols());
  panel.action = sample.action;
  panel.context.resize(sample.size());
  std::iota(panel.context.begin(), panel.context.end(), 0);
  panel.pscore.assign(sample.pscore.begin(), sample.pscore.end());
  for (auto* unknown : {&panel.reward, &panel.log_z, &panel.log_prob}) unknown->assign(sample.size(), 0);
  panel.seen.pivot = sample.output;
  for (std::uint64_t i = 0; i < sample.size(); ++i)
    panel.seen.name.push_back(pivots.move(BlockId{sample.place[i].block}, sample.place[i].round, 0, 0,
                                          {panel.seen.pivot.row(index(i)).data(), sample.output_columns}));
  panel.parts.push_back({.block = {},
                         .contexts = {0, sample.size()},
                         .rounds = {0, sample.size()},
                         .block_row = std::vector<std::uint32_t>(sample.size()),
                         .block_round = std::vector<std::uint32_t>(sample.size()),
                         .pass = {.input = sample.features.cast<double>(), .hidden = {}, .output = {}}});
  return panel;
}

}  // namespace megabandit
