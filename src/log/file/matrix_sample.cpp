#include "log/file/matrix_sample.hpp"

#include <xxhash.h>

#include "log/file/read_column.hpp"
#include "log/file/sample.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kRuns = 64;  // and so many reads, however large the log

std::uint64_t hash_of(const LogFile& log, const Rule<Finite>& rule, std::uint64_t rows, std::uint64_t width,
                      int rank, int ranks) {
  const std::vector<Range> runs = sample_runs(rows, kRuns);
  std::uint64_t sum = 0;
  for (auto k = static_cast<std::size_t>(rank); k < runs.size(); k += static_cast<std::size_t>(ranks)) {
    std::vector<float> values(runs[k].size() * width);
    Faults ignored;
    read_column(log.file(), rule, runs[k], std::span(values), ignored);
    sum += XXH3_64bits_withSeed(values.data(), values.size() * sizeof(float), runs[k].first);
  }
  return sum;
}

}  // namespace

std::uint64_t matrix_sample_hash(const LogFile& log, int rank, int ranks) {
  const LogShape& shape = log.shape();
  const std::uint64_t features = hash_of(log, feature_rule(), shape.contexts, shape.features, rank, ranks);
  if (shape.embedding == 0) return features;
  // Odd, so that no bit is lost, and different from 1, so that the two matrices cannot change places.
  return features + 3 * hash_of(log, embedding_rule(), shape.actions, shape.embedding, rank, ranks);
}

}  // namespace megabandit
