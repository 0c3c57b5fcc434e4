#include "plan/predicted/memory.hpp"

#include <algorithm>
#include <numeric>

#include "plan/predicted/work.hpp"

namespace megabandit {
namespace {

constexpr double kMiB = 1024 * 1024;
constexpr double kProgram = 30 * kMiB;   // code, HDF5 and MPI of a rank that has nothing to do
constexpr double kSlab = 64 * kMiB;      // written and read again at once (storage/write_file.cpp)
constexpr double kStreamed = 12 * kMiB;  // windows of a shard that is not kept (log/shards/stream_shard.cpp)
constexpr double kName = 48;             // of an action: a text, and its place while it is written
constexpr double kFloat = 4, kDouble = 8;
constexpr double kKept = 40;   // of a pivot: its name and density in a hash table
constexpr double kRound = 16;  // row, action, reward and pscore

/// What lasts through a run, and what comes on top of it in some phase.
class Remembering {
 public:
  Remembering(const Problem& problem, const Grid& grid, double shard_limit)
      : problem_(problem), grid_(grid), shard_limit_(shard_limit), work_(work_of(problem, grid)) {
    own_table_ = static_cast<double>(work_.actions) * static_cast<double>(problem.columns);
    parameters_ = static_cast<double>(problem.tower_parameters) +
                  (problem.table == TableKind::trained ? own_table_ : 0);
    rounds_ = static_cast<double>(problem.rounds) / grid.log_shards;
    contexts_ = static_cast<double>(problem.contexts) / grid.log_shards;
  }

  std::vector<MemoryItem> items() const {
    std::vector<MemoryItem> items{
        {"program, MPI, HDF5", kProgram},
        {"table", kFloat * own_table_},
        {"parameters", kDouble * parameters_},
        {"gradient", kDouble * parameters_},
        {"optimizer", kDouble * optimizer_vectors() * parameters_},
        {"log", log()},
        {"outputs", outputs()},
        {"bank of outputs", bank()},
        {"reward model", model()},
        {"names of actions", problem_.named_actions ? kName * static_cast<double>(problem_.actions) : 0}};
    const double lasting = Memory{items}.total();
    const MemoryItem phases[] = {
        {"sums, contexts being scored", step()},
        {"writing a checkpoint", checkpoint()},
        {"writing the policy", std::min(kSlab, kFloat * own_table_ / grid_.log_shards)},
        {"reading the log", kProgram + reading() - lasting}};
    items.push_back(*std::ranges::max_element(phases, {}, &MemoryItem::bytes));
    return items;
  }

 private:
  // Those of rounds; of actions, joined to the rows of the policies that learn and that logged, or all of
  // them for lists; and a density, and a list, for every pivot.
  double outputs() const {
    const SeenProblemSize& seen = problem_.seen;
    if (seen.output_columns == 0) return 0;
    const auto columns = static_cast<double>(seen.output_columns), pivots = static_cast<double>(seen.pivots);
    const double live = problem_.live_rounds / grid_.log_shards;
    const double tables = seen.listed > 0 ? 2 * static_cast<double>(problem_.actions) * columns
                                          : static_cast<double>(work_.actions) *
                                                (2 * columns + 2 + static_cast<double>(problem_.columns));
    return kFloat * (rounds_ * columns + tables) +
           live * pivots * (kKept + static_cast<double>(seen.kept) * (kFloat + kDouble));
  }

  // A rank reads a query when it first needs it, and keeps it: in the end those of all its contexts.
  double bank() const {
    return kFloat * static_cast<double>(problem_.seen.bank_outputs) *
           static_cast<double>(problem_.seen.output_columns);
  }

  // Outputs of rounds, if nothing else wants them; of actions; and the vectors of a system of equations for
  // every fold, with its sums.
  double model() const {
    if (!problem_.model.on()) return 0;
    const auto columns = static_cast<double>(problem_.model.output_columns);
    const double rounds = problem_.model.logged && problem_.seen.output_columns == 0 ? rounds_ : 0;
    const double all = problem_.model.logged ? 0 : static_cast<double>(problem_.actions);
    const double system = static_cast<double>(problem_.model.folds) * (1 + columns) *
                          (1 + static_cast<double>(problem_.features));
    return kFloat * (rounds + all + static_cast<double>(work_.actions)) * columns + 6 * kDouble * system;
  }

  double optimizer_vectors() const {
    if (problem_.optimizer == "adam") return 2;
    if (problem_.optimizer == "lbfgs") return 3 + 2 * static_cast<double>(problem_.history);
    if (problem_.optimizer == "newton-cg") return 6;
    return 0;
  }

  // The table once more, in the order of its cells.
  double cells() const {
    const bool has = problem_.normaliser == "head-tail" || problem_.normaliser == "cluster";
    return has ? kFloat * own_table_ : 0;
  }

  double of_contexts() const {
    return contexts_ * (kFloat * static_cast<double>(problem_.features) + kDouble);
  }
  // A round lies in three places at once while it is sent to the owner of its context.
  double reading() const {
    if (streamed()) return kStreamed;
    return (grid_.log_shards > 1 ? 3 : 1.5) * kRound * rounds_ + of_contexts();
  }
  bool streamed() const {
    return shard_limit_ > 0 && 3 * kRound * rounds_ + of_contexts() + kDouble * contexts_ > shard_limit_;
  }
  double log() const { return streamed() ? kStreamed : kRound * rounds_ + of_contexts(); }

  double sums() const { return kDouble * static_cast<double>(problem_.channels) * parameters_; }

  // Sums over the catalogue are words of two parts; the rest of a context are its features, hidden layers,
  // queries in two precisions, outputs and means. For a product with the Hessian there are twice as many
  // sums, and the direction: of the table, of every query, and the means that it weighs.
  double step() const {
    const double windows = std::max(1.0, work_.windows);
    const auto columns = static_cast<double>(problem_.columns);
    const double twice = problem_.field() ? 2 : 1;
    const double pass =
        kDouble * (2 * twice * (1 + columns) + 1) * work_.queries / windows * problem_.threads;
    const double panel = work_.contexts / windows *
                         (kDouble * static_cast<double>(problem_.features + problem_.hidden) +
                          (2 * kDouble + 2 * twice * kFloat) * columns);
    return sums() + direction() + pass + panel;
  }

  double direction() const {
    return problem_.products && problem_.table == TableKind::trained ? kFloat * own_table_ : 0;
  }

  // A copy of the parameters and of what the optimizer remembers, with the sums still there.
  double checkpoint() const {
    return sums() + kDouble * (1 + optimizer_vectors()) * parameters_ +
           std::min(kSlab, kDouble * parameters_);
  }

  const Problem& problem_;
  const Grid& grid_;
  double shard_limit_;
  Work work_;
  double own_table_ = 0, parameters_ = 0, rounds_ = 0, contexts_ = 0;
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
