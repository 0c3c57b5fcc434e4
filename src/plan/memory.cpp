#include "plan/memory.hpp"

#include <algorithm>
#include <numeric>

#include "plan/work.hpp"

namespace megabandit {
namespace {

constexpr double kMiB = 1024 * 1024;
constexpr double kProgram = 36 * kMiB;  // code, HDF5 and MPI of a rank that has nothing to do
constexpr double kFloat = 4, kDouble = 8;
constexpr double kRound = 16;            // row, action, reward and pscore
constexpr double kPanelContexts = 4096;  // scored together at most (train/windows.hpp)

class Remembering {
 public:
  Remembering(const Problem& problem, const Grid& grid, double shard_limit)
      : problem_(problem), grid_(grid), shard_limit_(shard_limit), work_(work_of(problem, grid)) {
    own_table_ = static_cast<double>(work_.actions) * static_cast<double>(problem.columns);
    parameters_ = static_cast<double>(problem.tower_parameters) +
                  (problem.table == TableKind::trained ? own_table_ : 0);
  }

  std::vector<MemoryItem> items() const {
    return {
        {"program, MPI, HDF5", kProgram},
        {"table", kFloat * own_table_},
        {"parameters", 2 * kDouble * parameters_},
        {"optimizer", kDouble * optimizer_vectors() * parameters_},
        {"sums and gradient", (kDouble * static_cast<double>(problem_.channels) + 3 * kDouble) * parameters_},
        {"log", shard()},
        {"contexts being scored", panel()}};
  }

 private:
  double optimizer_vectors() const {
    if (problem_.optimizer == "adam") return 2;
    if (problem_.optimizer == "lbfgs") return 3 + 2 * static_cast<double>(problem_.history);
    return 0;
  }

  double shard() const {
    const auto shards = static_cast<double>(grid_.log_shards);
    const double rounds = static_cast<double>(problem_.rounds) / shards,
                 contexts = static_cast<double>(problem_.contexts) / shards;
    const double bytes =
        3 * kRound * rounds + contexts * (kFloat * static_cast<double>(problem_.features) + 2 * kDouble);
    return shard_limit_ > 0 ? std::min(bytes, shard_limit_) : bytes;
  }

  // Features, hidden layers, queries and their means.
  double panel() const {
    const double contexts = std::min(work_.contexts, kPanelContexts);
    return contexts * (kDouble * static_cast<double>(problem_.features + problem_.hidden) +
                       (2 * kDouble + 2 * kFloat) * static_cast<double>(problem_.columns));
  }

  const Problem& problem_;
  const Grid& grid_;
  double shard_limit_;
  Work work_;
  double own_table_ = 0, parameters_ = 0;
};

}  // namespace

double Memory::total() const {
  return std::accumulate(items.begin(), items.end(), 0.0,
                         [](double sum, const MemoryItem& item) { return sum + item.bytes; });
}

Memory memory_of(const Problem& problem, const Grid& grid, double shard_limit) {
  return {Remembering(problem, grid, shard_limit).items()};
}

}  // namespace megabandit
