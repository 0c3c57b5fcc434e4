#include "plan/predicted/messages.hpp"

#include <algorithm>
#include <cmath>

#include "plan/predicted/work.hpp"
#include "softmax/catalogue.hpp"

namespace megabandit {
namespace {

constexpr double kWord = 8, kFloat = 4;  // bytes of an integer or a double, of an entry of the table

// As the learner lays its tally out: statistics, the objective's sums, for every channel the gradients of
// tower and table and their products, each a section; maxima are the largest weight and three signals of the
// loop.
constexpr double kStatistics = 10, kProducts = 1, kMaxima = 4;

/// The messages of a step, in the order of the program.
class Counting {
 public:
  Counting(const Problem& problem, const Grid& grid)
      : problem_(problem), grid_(grid), work_(work_of(problem, grid)) {}

  std::vector<Message> messages() && {
    if (grid_.action_shards > 1) score();
    if (grid_.ranks() > 1) add_up();
    if (grid_.action_shards > 1) decide();
    return std::move(messages_);
  }

 private:
  bool trained() const { return problem_.table == TableKind::trained; }
  double columns() const { return static_cast<double>(problem_.columns); }

  void among_actions(const char* what, Verb verb, double calls, double bytes) {
    messages_.push_back({what, verb, grid_.action_shards, calls, bytes});
  }

  // The ranks that share out the catalogue agree thrice a window that all is well, add up their sums of the
  // weights and of the rows they weigh (two words each, and a count of overflows; twice as many for a product
  // with the Hessian or a model of the reward), and bring the rows of the logged actions. Where it counts
  // what users saw, they do so again with a query for every pivot, over rows that outputs are joined to;
  // densities of the policy that logged are known by then.
  void score() {
    among_actions("agreement", Verb::max, 3 * work_.windows, 3 * work_.windows * kWord);
    if (!problem_.seen.sampled)
      sum("sums over the catalogue", columns(), problem_.field() ? 2 : 1, {work_.chunks, work_.queries});
    if (problem_.seen.listed > 0) return bring(static_cast<double>(problem_.seen.listed), columns());
    bring(1, columns() + joined());
    if (joined() > 0)
      sum("sums over what is seen", columns() + joined(), 1, {work_.seen_chunks, work_.seen_queries});
  }

  // What outputs add to the rows (src/outputs/joined).
  double joined() const {
    const auto outputs = static_cast<double>(problem_.seen.output_columns);
    return outputs > 0 ? outputs + 1 : 0;
  }

  struct Queries {
    double chunks, number;
  };

  void sum(const char* what, double columns, double weights, const Queries& queries) {
    const double mean = problem_.tower_parameters > 0 ? columns : 0;
    const double columns_of_sums = (1 + mean) * weights;
    among_actions(what, Verb::sum, queries.chunks, kWord * (2 * columns_of_sums + 1) * queries.number);
  }

  void bring(double actions_of_round, double columns) {
    const double rows = actions_of_round * work_.rounds * static_cast<double>(problem_.seen.entries);
    among_actions(problem_.seen.listed > 0 ? "rows of listed actions" : "rows of logged actions",
                  Verb::all_gather, work_.windows, kFloat * columns * std::ceil(rows / grid_.action_shards));
  }

  void add_up() {
    const auto channels = static_cast<double>(problem_.channels), sums = static_cast<double>(problem_.sums);
    const double sections = kStatistics + sums + 2 * (channels + kProducts);
    const double cells = kStatistics + sums + channels * static_cast<double>(problem_.tower_parameters);
    messages_.push_back({"limits of the sums", Verb::max, grid_.ranks(), 1, kWord * (kMaxima + sections)});
    messages_.push_back({"counts of addends", Verb::sum, grid_.ranks(), 1, kWord * sections});
    messages_.push_back({"sums and gradient of the tower", Verb::sum, grid_.ranks(), 1, kWord * cells});
    if (trained() && grid_.log_shards > 1)
      messages_.push_back({"gradient of the table", Verb::sum, grid_.log_shards, 1,
                           kWord * channels * static_cast<double>(work_.actions) * columns()});
  }

  // Inner products of parameters that lie on many ranks, those of a span one number; the check that all are
  // finite; and of a table that moved, of its copy that outputs are joined to, and of the direction of a
  // product with the Hessian, what all must know of it (softmax/catalogue.hpp).
  void decide() {
    const double products = 2 + products_of_optimizer();
    const double runs = trained() ? static_cast<double>(work_.spans) : 0;
    among_actions("inner products", Verb::all_gather, products, kWord * products * runs);
    among_actions("size of the parameters", Verb::max, 1, kWord);
    if (!trained()) return;
    const double tables = problem_.products ? 2 : 1;
    among_actions("largest entry of the table", Verb::max, tables, tables * kWord);
    among_actions("landmarks of the table", Verb::all_gather, tables, tables * landmarks(columns()));
    if (joined() == 0 || problem_.seen.listed > 0) return;
    among_actions("largest entry joined to outputs", Verb::max, 1, kWord);
    among_actions("landmarks joined to outputs", Verb::all_gather, 1, landmarks(columns() + joined()));
  }

  // Bytes of those that a rank has.
  double landmarks(double columns) const {
    return kFloat * columns *
           std::ceil(static_cast<double>(landmark_count(problem_.actions)) *
                     static_cast<double>(work_.actions) / static_cast<double>(problem_.actions));
  }

  // Those of the two loops over the remembered steps (Nocedal & Wright, algorithm 7.4), and around them; or
  // six of a step of conjugate gradients, which takes the place of the gradient's norm.
  double products_of_optimizer() const {
    if (problem_.products) return 5;
    return problem_.optimizer == "lbfgs" ? 4 * static_cast<double>(problem_.history) + 8 : 0;
  }

  const Problem& problem_;
  const Grid& grid_;
  Work work_;
  std::vector<Message> messages_;
};

}  // namespace

std::vector<Message> messages_of(const Problem& problem, const Grid& grid) {
  return Counting(problem, grid).messages();
}

}  // namespace megabandit
