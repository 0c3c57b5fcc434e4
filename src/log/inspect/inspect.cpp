#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "log/file/log_file.hpp"
#include "log/file/scan.hpp"
#include "log/inspect/outputs.hpp"
#include "log/inspect/quantiles.hpp"
#include "log/inspect/repeats.hpp"
#include "log/inspect/report.hpp"
#include "log/inspect/round_reader.hpp"

namespace megabandit {
namespace {

/// What one pass over a rank's rounds adds up.
struct Sums {
  std::vector<std::int64_t> of_action;
  std::vector<std::int64_t> of_split;
  std::array<std::int64_t, 2> counts{};  // good rounds, of which with a reward that is not zero
  std::array<double, 3> totals{};        // of rewards, of weights 1 / pscore, of their squares
  std::array<double, 2> extremes{-std::numeric_limits<double>::max(),
                                 -std::numeric_limits<double>::max()};  // max, -min

  void add(const Slab& slab) {
    const Rounds& rounds = slab.rounds;
    for (const std::uint8_t split : rounds.split)
      if (split < of_split.size()) ++of_split[split];
    for (std::size_t i = 0; i < rounds.size(); ++i) {
      if (!slab.good[i]) continue;
      const double reward = rounds.reward[i], weight = 1.0 / rounds.pscore[i];
      ++of_action[rounds.action[i].value];
      ++counts[0];
      counts[1] += reward != 0;
      totals[0] += reward;
      totals[1] += weight;
      totals[2] += weight * weight;
      extremes[0] = std::max(extremes[0], reward);
      extremes[1] = std::max(extremes[1], -reward);
    }
  }
};

/// @collective
void add_up(Communicator& comm, Sums& sums) {
  comm.sum(std::span(sums.of_action));
  comm.sum(std::span(sums.of_split));
  comm.sum(std::span(sums.counts));
  comm.sum(std::span(sums.totals));
  comm.max(std::span(sums.extremes));
}

void report_sums(const Sums& sums, LogReport& report) {
  report.split_rounds.assign(sums.of_split.begin(), sums.of_split.end());
  report.actions_logged = static_cast<std::uint64_t>(
      std::count_if(sums.of_action.begin(), sums.of_action.end(), [](auto n) { return n > 0; }));
  report.good_rounds = static_cast<std::uint64_t>(sums.counts[0]);
  if (report.good_rounds == 0) return;
  const auto good = static_cast<double>(sums.counts[0]);
  report.reward_max = sums.extremes[0];
  report.reward_min = -sums.extremes[1] + 0.0;  // not -0
  report.reward_mean = sums.totals[0] / good;
  report.reward_nonzero = static_cast<double>(sums.counts[1]) / good;
  report.effective_rounds = sums.totals[1] * sums.totals[1] / sums.totals[2];
}

/// Faults of all ranks. @collective
std::vector<Fault> gather(Communicator& comm, const Faults& mine) {
  auto json = nlohmann::json::array();
  for (const Fault& f : mine.all()) json.push_back({f.dataset, f.row, f.value, f.must, f.remedy, f.count});
  Faults all;
  for (const std::string& text : all_gather_text(comm, json.dump()))
    for (const auto& f : nlohmann::json::parse(text)) all.add({f[0], f[1], f[2], f[3], f[4], f[5]});
  return all.all();
}

/// Looks for faults in features, truth and catalogue. @local
void check_beside_rounds(const LogFile& log, Range contexts, bool root, Faults& faults) {
  const std::uint64_t slab = std::max<std::uint64_t>(RoundReader::kSlabRows / log.shape().features, 1);
  for (std::uint64_t at = contexts.first; at < contexts.last; at += slab) {
    const Range some{at, std::min(at + slab, contexts.last)};
    (void)log.features(some, faults);
    (void)log.truth(some, faults);
    (void)log.truth_of_contexts(some, faults);
    (void)log.output_shift(some, faults);
    (void)log.query(some, faults);
  }
  if (!root) return;
  const Range all{0, log.shape().actions};
  (void)log.actions(faults);
  (void)log.action_output(all, faults);
  (void)log.truth_of_actions(all, faults);
}

std::uint64_t hash_of(const Rounds& rounds, std::size_t i) {
  const struct {
    std::int64_t timestamp;
    std::uint32_t action, position;
    float reward, pscore;
  } content{rounds.timestamp.empty() ? 0 : rounds.timestamp[i], rounds.action[i].value,
            rounds.position.empty() ? 0 : rounds.position[i], rounds.reward[i], rounds.pscore[i]};
  return XXH3_64bits(&content, sizeof content);
}

/// @collective
void report_repeats(Communicator& comm, const LogFile& log, const RoundReader& reader, LogReport& report) {
  const auto show = [&](Range contexts, const std::function<void(const RoundMark&)>& mark) {
    Faults known;
    reader.each(known, [&](const Slab& slab) {
      for (std::size_t i = 0; i < slab.good.size(); ++i)
        if (slab.good[i] && contexts.contains(slab.rounds.context[i].value))
          mark({slab.rounds.context[i].value, hash_of(slab.rounds, i)});
    });
  };
  const Repeats repeats = count_repeats(comm, log.shape().contexts, log.shape().rounds, show);
  report.contexts_seen = repeats.contexts_seen;
  report.context_rounds_min = repeats.context_rounds_min;
  report.context_rounds_max = repeats.context_rounds_max;
  report.duplicates = repeats.duplicates;
}

/// @collective
void report_quantiles(Communicator& comm, const RoundReader& reader, PropensityQuantiles& quantiles,
                      LogReport& report) {
  quantiles.find_upper(comm);
  agree(comm, [&] {
    Faults known;
    reader.each(known, [&](const Slab& slab) {
      for (std::size_t i = 0; i < slab.good.size(); ++i)
        if (slab.good[i]) quantiles.count_lower(slab.rounds.pscore[i]);
    });
  });
  const auto values = quantiles.find(comm);
  std::copy(values.begin(), values.end(), report.pscore_quantile.begin());
}

}  // namespace

LogReport inspect_log(const Job& job, const std::filesystem::path& path, const std::string& split) {
  Communicator& comm = job.comm;
  std::optional<LogFile> log;
  std::optional<std::uint8_t> number;
  agree(comm, [&] {
    log.emplace(path);
    number = log->split_number(split);
  });
  LogReport report;
  report.shape = log->shape();
  Sums sums;
  sums.of_action.assign(report.shape.actions, 0);
  sums.of_split.assign(report.shape.splits.size(), 0);
  PropensityQuantiles quantiles(kQuantiles);
  Faults faults;
  const auto rank = static_cast<std::uint64_t>(comm.rank()), ranks = static_cast<std::uint64_t>(comm.size());
  const RoundReader reader(*log, even_part(report.shape.rounds, rank, ranks), number);
  agree(comm, [&] {
    reader.each(faults, [&](const Slab& slab) {
      sums.add(slab);
      for (std::size_t i = 0; i < slab.good.size(); ++i)
        if (slab.good[i]) quantiles.count_upper(slab.rounds.pscore[i]);
    });
    check_beside_rounds(*log, even_part(report.shape.contexts, rank, ranks), rank == 0, faults);
  });
  add_up(comm, sums);
  report_sums(sums, report);
  if (number) report.shape.rounds = report.split_rounds[*number];
  report_quantiles(comm, reader, quantiles, report);
  report_repeats(comm, *log, reader, report);
  report.outputs = inspect_outputs(comm, *log, number, faults);
  report.problems = gather(comm, faults);
  return report;
}

}  // namespace megabandit
