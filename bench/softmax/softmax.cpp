// The kernels of the softmax over the catalogue, for every instruction set this processor has, against the
// multiply-adds that its registers allow and against Eigen's matrix product for the same instruction set, by
// CPU time in the same run; and their error against the reference kernel. bench_softmax [--toy | ACTIONS]
//
// Flop are those of the scores (2 n K d), of the mean (2 n K d more) and of the table's gradient (scores
// again, and 2 n K d more); exponentials count nothing.
#include <fmt/format.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "bench/ceiling/ceiling.hpp"
#include "bench/timing.hpp"
#include "softmax/partition.hpp"

namespace {

using namespace megabandit;
using namespace megabandit::bench;

struct Size {
  Eigen::Index queries = 256, columns = 64, actions = 100'000, product_actions = 4096, checked = 16;
  int alternations = 7;
};

RowMatrix<float> normals(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed, double scale) {
  RowMatrix<float> matrix(rows, columns);
  for (Eigen::Index i = 0; i < matrix.size(); ++i)
    matrix.data()[i] = static_cast<float>(
        scale * normal({.seed = seed, .stream = Stream::probe, .index = static_cast<std::uint64_t>(i)}));
  return matrix;
}

RowsView<float> view(const RowMatrix<float>& matrix) { return {matrix.data(), matrix.rows(), matrix.cols()}; }

/// Everything a kernel can be asked for, of some queries.
struct Answers {
  std::vector<double> log_z;
  RowMatrix<float> mean, gradient;

  Answers(Eigen::Index queries, Eigen::Index actions, Eigen::Index columns)
      : log_z(static_cast<std::size_t>(queries)), mean(queries, columns), gradient(actions, columns) {}
};

struct Problem {
  RowMatrix<float> queries, table, weighted;
  Catalogue catalogue;

  explicit Problem(const Size& size)
      : queries(normals(size.queries, size.columns, 1, 0.25)),
        table(normals(size.actions, size.columns, 2, 1)),
        weighted(normals(size.queries, size.columns, 3, 1)),
        catalogue(make_catalogue({view(table), 0}, static_cast<std::uint64_t>(size.actions), nullptr)) {}

  void log_z(const SoftmaxKernel& kernel, Answers& out) const {
    out.log_z = partition(kernel, catalogue, {.queries = view(queries)}, 1).log_z;
  }
  void mean(const SoftmaxKernel& kernel, Answers& out) const {
    Partition all = partition(kernel, catalogue, {.queries = view(queries), .mean = true}, 1);
    out.log_z = std::move(all.log_z);
    out.mean = std::move(all.mean);
  }
  void gradient(const SoftmaxKernel& kernel, Answers& out) const {
    kernel.table_gradient(view(queries), out.log_z, view(weighted), catalogue.slice, {}, {}, out.gradient);
  }
};

double distance(const RowMatrix<float>& a, const RowMatrix<float>& b) { return (a - b).norm() / b.norm(); }

/// The largest error of log Z, and the relative L2 errors of mean and gradient.
nlohmann::ordered_json errors(const SoftmaxKernel& kernel, const Problem& problem, Answers exact) {
  Answers found = exact;
  problem.gradient(kernel, found);  // under the exact log Z, so that its error is its own
  const double gradient = distance(found.gradient, exact.gradient);
  problem.mean(kernel, found);
  double log_z = 0;
  for (std::size_t i = 0; i < exact.log_z.size(); ++i)
    log_z = std::max(log_z, std::abs(found.log_z[i] - exact.log_z[i]));
  return {{"log_z_max_error", log_z},
          {"mean_relative_error", distance(found.mean, exact.mean)},
          {"table_gradient_relative_error", gradient}};
}

/// Rates of one piece of work over the alternations.
struct Rates {
  const char* name;
  double flop;
  std::function<void()> work;
  std::vector<double> rate{}, of_peak{}, of_product{};

  void measure() { rate.push_back(flop / cpu_seconds_of(work)); }
};

nlohmann::ordered_json speeds(const SoftmaxKernel& kernel, const Problem& problem, const Size& size) {
  const Ceiling& ceiling = ceiling_of(kernel.name());
  Answers out(size.queries, size.actions, size.columns);
  const ProductShape shape{size.queries, size.columns, size.product_actions};
  const RowMatrix<float> a = problem.queries, b = normals(size.columns, size.product_actions, 4, 1);
  RowMatrix<float> c(size.queries, size.product_actions);
  const double scores =
      2.0 * static_cast<double>(size.queries) * static_cast<double>(size.actions * size.columns);
  const double repeats = std::max(1.0, scores / shape.flop());
  std::vector<Rates> contenders{{"eigen_product", shape.flop() * std::floor(repeats),
                                 [&] {
                                   for (int i = 0; i < static_cast<int>(repeats); ++i)
                                     ceiling.product(shape, a.data(), b.data(), c.data());
                                 }},
                                {"log_z", scores, [&] { problem.log_z(kernel, out); }},
                                {"log_z_and_mean", 2 * scores, [&] { problem.mean(kernel, out); }},
                                {"table_gradient", 2 * scores, [&] { problem.gradient(kernel, out); }}};
  std::vector<double> peaks;
  for (int i = 0; i < size.alternations; ++i) {
    peaks.push_back(peak_flops(ceiling));
    for (Rates& contender : contenders) {
      contender.measure();
      contender.of_peak.push_back(contender.rate.back() / peaks.back());
      contender.of_product.push_back(contender.rate.back() / contenders.front().rate.back());
    }
  }
  nlohmann::ordered_json json{{"peak_gflops", median(peaks) / 1e9}};
  for (const Rates& contender : contenders)
    json[contender.name] = {{"gflops", median(contender.rate) / 1e9},
                            {"of_peak", median(contender.of_peak)},
                            {"of_eigen_product", median(contender.of_product)}};
  return json;
}

void run(const Size& size) {
  const Problem problem(size);
  Size few = size;
  few.queries = std::min(size.queries, size.checked);
  const Problem checked(few);
  Answers exact(few.queries, few.actions, few.columns);
  checked.mean(reference_kernel(), exact);
  checked.gradient(reference_kernel(), exact);
  nlohmann::ordered_json json{{"bench", "softmax"},
                              {"queries", size.queries},
                              {"columns", size.columns},
                              {"actions", size.actions},
                              {"product_actions", size.product_actions},
                              {"alternations", size.alternations}};
  for (const SoftmaxKernel* kernel : vector_kernels()) {
    json["kernels"][kernel->name()] = speeds(*kernel, problem, size);
    json["kernels"][kernel->name()].update(errors(*kernel, checked, exact));
  }
  fmt::print("{}\n", json.dump(2));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string size = argc > 1 ? argv[1] : "";
  try {
    if (size == "--toy")
      run({.queries = 40, .columns = 24, .actions = 1000, .product_actions = 256, .alternations = 1});
    else if (size.empty())
      run({});
    else
      run({.actions = std::stol(size)});
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_softmax: {}\n", error.what());
    return 1;
  }
}
