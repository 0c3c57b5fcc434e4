#include "log/file/matrix_sample.hpp"

#include <xxhash.h>

#include <algorithm>

#include "log/file/read_column.hpp"
#include "log/file/sample.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kRuns = 64;  // and so many reads, however large the log

template <class Element, class Valid>
std::uint64_t hash_of(const LogFile& log, const Rule<Valid>& rule, std::uint64_t rows, std::uint64_t width,
                      int rank, int ranks) {
  const std::vector<Range> runs = sample_runs(rows, kRuns);
  std::uint64_t sum = 0;
  for (auto k = static_cast<std::size_t>(rank); k < runs.size(); k += static_cast<std::size_t>(ranks)) {
    std::vector<Element> values(runs[k].size() * width);
    Faults ignored;
    read_column(log.file(), rule, runs[k], std::span(values), ignored);
    sum += XXH3_64bits_withSeed(values.data(), values.size() * sizeof(Element), runs[k].first);
  }
  return sum;
}

}  // namespace

std::uint64_t matrix_sample_hash(const LogFile& log, int rank, int ranks) {
  const LogShape& shape = log.shape();
  std::uint64_t sum = 0, factor = 1;
  // Factors are odd, so that no bit is lost, and differ, so that no two matrices can change places.
  const auto add = [&](const Rule<Finite>& rule, std::uint64_t rows, std::uint64_t columns) {
    if (columns > 0) sum += factor * hash_of<float>(log, rule, rows, columns, rank, ranks);
    factor += 2;
  };
  add(feature_rule(), shape.contexts, shape.features);
  add(embedding_rule(), shape.actions, shape.embedding);
  add(output_rule(), shape.rounds, shape.output);
  add(action_output_rule(), shape.actions, shape.action_output);
  add(output_shift_rule(), shape.contexts,
      shape.has_output_shift ? std::max(shape.output, shape.action_output) : 0);
  add(truth_context_factor_rule(), shape.contexts, shape.truth_columns);
  add(truth_action_factor_rule(), shape.actions, shape.truth_columns);
  if (log.file().has("/contexts/query"))
    sum += factor * hash_of<std::uint32_t>(log, query_rule(), shape.contexts, 1, rank, ranks);
  return sum;
}

}  // namespace megabandit
