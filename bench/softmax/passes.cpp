#include "bench/softmax/passes.hpp"

#include "base/threads.hpp"
#include "bench/timing.hpp"
#include "softmax/draws.hpp"

namespace megabandit::bench {

Passes::Passes(const Problem& problem, Eigen::Index queries, std::size_t threads)
    : problem_(problem),
      queries_(problem.queries.data(), queries, problem.size.columns),
      weighted_(problem.weighted.data(), queries, problem.size.columns),
      threads_(threads),
      scores_(Size{queries, problem.size.columns, problem.size.actions}.scores()),
      catalogue_(problem.catalogue()) {}

Partition Passes::pass(const SoftmaxKernel& kernel, bool mean) const {
  return partition(kernel, catalogue_, {.queries = queries_, .mean = mean}, threads_);
}

void Passes::trained(const SoftmaxKernel& kernel) {
  const std::vector<double> log_z = pass(kernel, false).log_z;
  gradients_.resize(threads_);
  parallel_for(threads_, threads_, [&](std::size_t part, std::size_t) {
    const auto range = slice_range(static_cast<std::uint64_t>(problem_.size.actions), part, threads_);
    const RowsView<float> rows{problem_.table.data() + range.first * catalogue_.columns(),
                               static_cast<Eigen::Index>(range.size()), problem_.size.columns};
    gradients_[part].resize(rows.rows(), rows.cols());
    kernel.table_gradient(queries_, log_z, weighted_, {rows, range.first}, {}, {}, gradients_[part]);
  });
}

Contender Passes::log_z(const std::string& name, const SoftmaxKernel& kernel) {
  return {name, scores_, threads_, [this, &kernel] { pass(kernel, false); }};
}

Contender Passes::light(const std::string& name, const SoftmaxKernel& kernel) {
  return {name, 2 * scores_, threads_, [this, &kernel] { pass(kernel, true); }};
}

Contender Passes::train(const std::string& name, const SoftmaxKernel& kernel) {
  return {name, 3 * scores_, threads_, [this, &kernel] { trained(kernel); }};
}

Contender Passes::weigh_tiles(const std::string& name, const SoftmaxKernel& kernel) {
  return {name, scores_, threads_, [this, &kernel] { ActionDraws(kernel, catalogue_, queries_, threads_); }};
}

double Passes::microseconds_a_draw(const SoftmaxKernel& kernel) const {
  const ActionDraws draws(kernel, catalogue_, queries_, threads_);
  const auto queries = static_cast<std::uint64_t>(queries_.rows());
  constexpr std::uint64_t kDraws = 8;  // of each query
  const double seconds = cpu_seconds_of([&] {
    for (std::uint64_t i = 0; i < kDraws * queries; ++i)
      draws.draw(i % queries, uniform({.seed = 8, .stream = Stream::probe, .index = i}));
  });
  return 1e6 * seconds / static_cast<double>(kDraws * queries);
}

}  // namespace megabandit::bench
