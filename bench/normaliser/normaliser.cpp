// Approximate normalisers beside the exact pass: CPU time of a context on one core and the error of E_pi[v],
// in the same run, on catalogues with and without structure; beside them FAISS's inverted lists with an even
// tail. bench_normaliser [--toy | ACTIONS] [--graph]
//
// error: relative L2 distance of E_pi[v] from the exact one, median over contexts. bias: the same of the mean
// over several epochs' draws; it still holds error / sqrt(epochs). --graph: the published index too, whose
// graph takes many minutes to build.
#include <fmt/format.h>

#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <numeric>

#include "bench/normaliser/catalogue.hpp"
#include "bench/normaliser/inverted_lists.hpp"
#include "bench/timing.hpp"
#include "normaliser/table.hpp"

namespace {

using namespace megabandit;
using namespace megabandit::bench;

struct Size {
  std::uint64_t actions = 100'000, queries = 4096, checked = 128, columns = 64, centres = 2000, lists = 1024;
  std::uint32_t epochs = 3;
  bool graph = false;
};

RowsView<float> view(const RowMatrix<float>& matrix) { return {matrix.data(), matrix.rows(), matrix.cols()}; }

/// Queries, and what is known of them.
struct Contexts {
  RowMatrix<float> queries;
  std::vector<std::uint64_t> name, known_first;
  std::vector<ActionId> known{};

  explicit Contexts(RowMatrix<float> some)
      : queries(std::move(some)),
        name(static_cast<std::size_t>(queries.rows())),
        known_first(name.size() + 1) {
    std::iota(name.begin(), name.end(), std::uint64_t{0});
  }
  void know(const std::vector<std::vector<ActionId>>& actions) {
    for (std::size_t q = 0; q < actions.size(); ++q) {
      known.insert(known.end(), actions[q].begin(), actions[q].end());
      known_first[q + 1] = known.size();
    }
  }
  SampleRequest request(std::uint32_t epoch) const {
    return {view(queries), name, known_first, known, epoch, true};
  }
};

double median_distance(const RowMatrix<double>& a, const RowMatrix<double>& b) {
  std::vector<double> distance;
  for (Eigen::Index q = 0; q < b.rows(); ++q)
    distance.push_back((a.row(q) - b.row(q)).norm() / b.row(q).norm());
  return median(distance);
}

using Estimate = std::function<RowMatrix<float>(std::uint32_t epoch)>;

/// Runs `estimate` once an epoch; compares its first rows with `exact`.
nlohmann::ordered_json measure(const Estimate& estimate, const RowMatrix<double>& exact, const Size& size) {
  std::vector<double> seconds, error;
  RowMatrix<double> mean = RowMatrix<double>::Zero(exact.rows(), exact.cols());
  for (std::uint32_t epoch = 0; epoch < size.epochs; ++epoch) {
    RowMatrix<float> some;
    const double taken = cpu_seconds_of([&] { some = estimate(epoch); });
    seconds.push_back(taken / static_cast<double>(some.rows()));
    const RowMatrix<double> checked = some.topRows(exact.rows()).cast<double>();
    error.push_back(median_distance(checked, exact));
    mean += checked / size.epochs;
  }
  return {{"us_a_context", median(seconds) * 1e6},
          {"error", median(error)},
          {"bias", median_distance(mean, exact)}};
}

class Comparison {
 public:
  Comparison(const CatalogueShape& shape, const Size& size)
      : size_(size),
        made_(shape, size.actions, size.queries, size.columns),
        catalogue_(make_catalogue({view(made_.table), 0}, size.actions, nullptr)),
        contexts_(made_.queries) {
    out_["catalogue"] = shape.name;
    out_["scale"] = shape.scale;
  }

  nlohmann::ordered_json run() && {
    measure_exact();
    for (const double draws : {100., 1000.}) add("uniform", {{"draws", draws}});
    for (const double draws : {100., 1000.}) add("cluster", {{"draws", draws}});
    for (const auto& [head, draws] : {std::pair{4., 100.}, {4., 1000.}, {16., 1000.}})
      add("head-tail", {{"head", head}, {"draws", draws}});
    if (size_.graph) add("index", {});
    add_lists();
    return std::move(out_);
  }

 private:
  void measure_exact() {
    const RowMatrix<float> some = made_.queries.topRows(static_cast<Eigen::Index>(size_.checked));
    std::vector<double> seconds;
    for (int i = 0; i < 3; ++i)
      seconds.push_back(cpu_seconds_of([&] {
        exact_ = partition(kernel_, catalogue_, {.queries = view(some), .mean = true, .field = {}}, 1)
                     .mean.cast<double>();
      }));
    exact_us_ = median(seconds) / static_cast<double>(size_.checked) * 1e6;
    out_["exact_us_a_context"] = exact_us_;
  }

  void add(const std::string& kind, const Arguments& arguments) {
    std::unique_ptr<Normaliser> normaliser;
    const double seconds = cpu_seconds_of([&] {
      normaliser = make_normaliser({.kind = kind, .parameters = arguments}, {kernel_, catalogue_, 17, 1});
    });
    record(kind, arguments, seconds,
           [&](std::uint32_t epoch) { return normaliser->partition(contexts_.request(epoch), 1).mean; });
    out_["methods"].back()["bytes"] = normaliser->memory();
  }

  void record(const std::string& kind, const Arguments& arguments, double build, const Estimate& estimate) {
    nlohmann::ordered_json method = {{"kind", kind}, {"parameters", arguments}, {"build_seconds", build}};
    method.update(measure(estimate, exact_, size_));
    method["times_faster_than_exact"] = exact_us_ / method["us_a_context"].get<double>();
    std::cerr << fmt::format("{}: {}\n", out_["catalogue"].get<std::string>(), method.dump());
    out_["methods"].push_back(std::move(method));
  }

  // The nearest actions exactly, as if they had been logged, and the others by even draws.
  void add_lists() {
    std::unique_ptr<InvertedLists> lists;
    const double build = cpu_seconds_of([&] { lists = make_inverted_lists(made_.table, size_.lists); });
    if (!lists) {
      out_["faiss"] = "absent";
      return;
    }
    const auto even = make_normaliser({.kind = "uniform", .parameters = {}}, {kernel_, catalogue_, 17, 1});
    const RowMatrix<float> some = made_.queries.topRows(static_cast<Eigen::Index>(size_.checked));
    for (const auto& [probes, nearest] : {std::pair{8, 256}, {32, 1024}})
      record("faiss-ivf", {{"probes", probes}, {"nearest", nearest}, {"draws", 1000}}, build,
             [&](std::uint32_t epoch) {
               Contexts known(some);
               known.know(
                   lists->top(some, static_cast<std::uint64_t>(nearest), static_cast<std::uint64_t>(probes)));
               return even->partition(known.request(epoch), 1).mean;
             });
  }

  Size size_;
  MadeCatalogue made_;
  Catalogue catalogue_;
  Contexts contexts_;
  const SoftmaxKernel& kernel_ = vector_kernel();
  RowMatrix<double> exact_;
  double exact_us_ = 0;
  nlohmann::ordered_json out_;
};

Size size_from(std::span<char*> arguments) {
  Size size;
  for (const std::string argument : arguments.subspan(1)) {
    if (argument == "--toy")
      size = {.actions = 5000,
              .queries = 64,
              .checked = 32,
              .columns = 16,
              .centres = 50,
              .lists = 16,
              .epochs = 2,
              .graph = true};
    else if (argument == "--graph")
      size.graph = true;
    else
      size.actions = std::stoull(argument);
  }
  return size;
}

void run(const Size& size) {
  nlohmann::ordered_json out = {{"bench", "normaliser"},
                                {"kernel", vector_kernel().name()},
                                {"actions", size.actions},
                                {"columns", size.columns},
                                {"contexts", size.queries}};
  for (const CatalogueShape& shape : {CatalogueShape{"peaked, clustered", size.centres, 0.30},
                                      {"diffuse, clustered", size.centres, 0.15},
                                      {"without structure", 0, 0.25}})
    out["catalogues"].push_back(Comparison(shape, size).run());
  fmt::print("{}\n", out.dump(2));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(size_from({argv, static_cast<std::size_t>(argc)}));
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_normaliser: {}\n", error.what());
    return 1;
  }
}
