#include "log/inspect/outputs.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "base/random.hpp"
#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "log/inspect/round_reader.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kDraws = 2048;            // rows that are looked at for the distance
constexpr std::size_t kCompared = 512;            // of them at most, each with each other
constexpr std::uint64_t kSlabNumbers = 1U << 22;  // of outputs read at once

std::uint64_t slab_rows(std::uint64_t columns) { return std::max<std::uint64_t>(kSlabNumbers / columns, 1); }

/// Rows of the file, increasing, each once; the same in every job.
std::vector<std::uint64_t> drawn_rows(std::uint64_t rows) {
  std::vector<std::uint64_t> drawn;
  if (rows <= kDraws)
    for (std::uint64_t row = 0; row < rows; ++row) drawn.push_back(row);
  else
    for (std::uint64_t i = 0; i < kDraws; ++i)
      drawn.push_back(below({.seed = 1, .stream = Stream::probe, .index = i}, rows));
  std::ranges::sort(drawn);
  drawn.erase(std::ranges::unique(drawn).begin(), drawn.end());
  return drawn;
}

/// Outputs of good rounds of the split among a rank's share of the rows drawn. @local
std::vector<float> sampled(const LogFile& log, std::optional<std::uint8_t> split, int rank, int ranks) {
  const std::vector<std::uint64_t> rows = drawn_rows(log.shape().rounds);
  const Range own =
      even_part(rows.size(), static_cast<std::uint64_t>(rank), static_cast<std::uint64_t>(ranks));
  std::vector<float> values;
  for (std::uint64_t i = own.first; i < own.last; ++i) {
    Faults known;
    RoundReader(log, {rows[i], rows[i] + 1}, split).each(known, [&](const Slab& slab) {
      Rounds round;
      if (!slab.good[0]) return;
      log.read_outputs(slab.rows, round, known);
      if (round.output.allFinite())
        values.insert(values.end(), round.output.data(), round.output.data() + round.output.size());
    });
  }
  return values;
}

/// Of the rows of `values`, each with each other; 0 of fewer than two.
double median_distance(const std::vector<float>& values, std::uint64_t columns) {
  const Eigen::Map<const RowMatrix<float>> all(
      values.data(), static_cast<Eigen::Index>(values.size() / columns), static_cast<Eigen::Index>(columns));
  const Eigen::Index step =
      (all.rows() + static_cast<Eigen::Index>(kCompared) - 1) / static_cast<Eigen::Index>(kCompared);
  std::vector<double> distances;
  for (Eigen::Index i = 0; i < all.rows(); i += step)
    for (Eigen::Index j = i + step; j < all.rows(); j += step)
      distances.push_back((all.row(i).cast<double>() - all.row(j).cast<double>()).norm());
  if (distances.empty()) return 0;
  const auto middle = distances.begin() + std::ssize(distances) / 2;
  std::ranges::nth_element(distances, middle);
  return *middle;
}

/// What users see of all actions, and how wide it is; no rows where nothing says. @local
RowMatrix<float> outputs_of_actions(const LogFile& log, Faults& faults) {
  const Range all{0, log.shape().actions};
  if (log.shape().action_output > 0) return log.action_output(all, faults);
  if (log.shape().embedding == log.shape().output) return log.embedding(all, faults);
  return {};
}

/// Whether a round shows exactly the mean output of its action in its context, but for rounding.
template <class Row, class Mean, class Shift>
bool shows_mean(const Row& output, const Mean& mean, const Shift& shift) {
  constexpr float kRounding = 4 * std::numeric_limits<float>::epsilon();
  return ((output - mean - shift).array().abs() <=
          kRounding * output.array().abs().max(mean.array().abs()).max(shift.array().abs()))
      .all();
}

/// Shifts of the contexts in which the good rounds of a slab happened; zeros in a log without shifts.
class Shifts {
 public:
  Shifts(const LogFile& log, const Slab& slab)
      : rows_(RowMatrix<float>::Zero(1, static_cast<Eigen::Index>(log.shape().output))),
        shifted_(log.shape().has_output_shift) {
    if (!shifted_) return;
    std::uint64_t last = 0;
    for (std::size_t i = 0; i < slab.good.size(); ++i) {
      if (!slab.good[i]) continue;
      first_ = std::min<std::uint64_t>(first_, slab.rounds.context[i].value);
      last = std::max<std::uint64_t>(last, slab.rounds.context[i].value);
    }
    Faults known;
    if (first_ <= last) rows_ = log.output_shift({first_, last + 1}, known);
  }
  auto of(ContextId context) const {
    return rows_.row(shifted_ ? static_cast<Eigen::Index>(context.value - first_) : 0);
  }

 private:
  RowMatrix<float> rows_;
  bool shifted_;
  std::uint64_t first_ = UINT64_MAX;
};

/// Good rounds with a finite output, and those of them that show the mean of their action. @local
std::array<std::int64_t, 2> count_means(const LogFile& log, Range rows, std::optional<std::uint8_t> split,
                                        const RowMatrix<float>& actions, Faults& faults) {
  std::array<std::int64_t, 2> counts{};
  Faults known;
  RoundReader(log, rows, split, slab_rows(log.shape().output)).each(known, [&](const Slab& slab) {
    Rounds rounds;
    log.read_outputs(slab.rows, rounds, faults);
    const Shifts shifts(log, slab);
    for (std::size_t i = 0; i < slab.good.size(); ++i) {
      const auto output = rounds.output.row(static_cast<Eigen::Index>(i));
      if (!slab.good[i] || !output.allFinite()) continue;
      ++counts[0];
      if (actions.size() > 0 &&
          shows_mean(output, actions.row(slab.rounds.action[i].value), shifts.of(slab.rounds.context[i])))
        ++counts[1];
    }
  });
  return counts;
}

}  // namespace

std::optional<OutputReport> inspect_outputs(Communicator& comm, const LogFile& log,
                                            std::optional<std::uint8_t> split, Faults& faults) {
  const LogShape& shape = log.shape();
  if (shape.output == 0) return std::nullopt;
  std::vector<float> sample;
  std::array<std::int64_t, 2> counts{};
  RowMatrix<float> actions;
  agree(comm, [&] {
    Faults known;  // they are noted by who looks at the catalogue
    sample = sampled(log, split, comm.rank(), comm.size());
    actions = outputs_of_actions(log, known);
    counts = count_means(log,
                         even_part(shape.rounds, static_cast<std::uint64_t>(comm.rank()),
                                   static_cast<std::uint64_t>(comm.size())),
                         split, actions, faults);
  });
  comm.sum(std::span(counts));
  OutputReport report;
  report.median_distance = median_distance(all_gather_values<float>(comm, sample), shape.output);
  if (actions.size() > 0 && counts[0] > 0)
    report.means = static_cast<double>(counts[1]) / static_cast<double>(counts[0]);
  return report;
}

}  // namespace megabandit
