#include "bank/summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/matrix.hpp"
#include "base/narrow.hpp"
#include "base/range.hpp"
#include "comm/agree.hpp"
#include "comm/collect.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();

/// Squared distances, added up with the number of things they are of.
struct Mean {
  double sum = 0;
  double count = 0;
  double value() const { return count > 0 ? sum / count : 0; }
};

/// What one rank saw.
struct Seen {
  std::uint64_t filled = 0;
  std::uint64_t first_gap = kNone;  // number of the entry
  Mean norm, distance, within;
};

/// The mean squared distance of two rows drawn with replacement is twice their variance.
double twice_variance(const Eigen::Ref<const RowMatrix<double>>& rows) {
  return 2 * (rows.rowwise() - rows.colwise().mean()).squaredNorm() / static_cast<double>(rows.rows());
}

void look_at(const BankFile& bank, std::uint64_t query, Seen& seen) {
  const BankShape& shape = bank.shape();
  const std::vector<float> values = bank.outputs(query);
  const std::vector<std::uint8_t> filled = bank.filled(query);
  const RowsView<float> outputs(values.data(), narrow<Eigen::Index>(shape.rows()),
                                narrow<Eigen::Index>(shape.columns));
  const auto samples = narrow<Eigen::Index>(shape.samples);
  RowMatrix<double> there(outputs.rows(), outputs.cols());
  Eigen::Index count = 0;
  for (std::uint64_t action = 0; action < shape.actions; ++action) {
    if (filled[action] == 0) {
      seen.first_gap = std::min(seen.first_gap, query * shape.actions + action);
      continue;
    }
    auto entry = there.middleRows(count, samples);
    entry = outputs.middleRows(narrow<Eigen::Index>(action) * samples, samples).cast<double>();
    count += samples;
    ++seen.filled;
    seen.norm.sum += entry.rowwise().norm().sum();
    // Two different samples: the sum over pairs without those of a sample with itself.
    if (samples > 1) {
      const auto n = static_cast<double>(samples);
      seen.within.sum += twice_variance(entry) * n / (n - 1);
      ++seen.within.count;
    }
  }
  seen.norm.count += static_cast<double>(count);
  if (count == 0) return;
  seen.distance.sum += twice_variance(there.topRows(count));
  ++seen.distance.count;
}

BankSummary joined(Communicator& comm, const Seen& mine, std::uint64_t actions) {
  Seen all;
  for (const Seen& seen : all_gather_value(comm, mine)) {
    all.filled += seen.filled;
    all.first_gap = std::min(all.first_gap, seen.first_gap);
    for (const auto part : {&Seen::norm, &Seen::distance, &Seen::within}) {
      (all.*part).sum += (seen.*part).sum;
      (all.*part).count += (seen.*part).count;
    }
  }
  BankSummary summary{.filled = all.filled,
                      .first_gap = {},
                      .norm = all.norm.value(),
                      .distance = std::sqrt(all.distance.value()),
                      .distance_within = std::sqrt(all.within.value())};
  if (all.first_gap != kNone) summary.first_gap = BankEntry{all.first_gap / actions, all.first_gap % actions};
  return summary;
}

}  // namespace

BankSummary summary_of(const Job& job, const BankFile& bank) {
  Seen mine;
  agree(job.comm, [&] {
    const Range queries = even_part(bank.shape().queries, narrow<std::uint64_t>(job.comm.rank()),
                                    narrow<std::uint64_t>(job.comm.size()));
    for (std::uint64_t query = queries.first; query < queries.last; ++query) look_at(bank, query, mine);
  });
  return joined(job.comm, mine, bank.shape().actions);
}

}  // namespace megabandit
