#pragma once
// What is asked of the kernels, as the program asks it.

#include <string>
#include <vector>

#include "bench/softmax/problem.hpp"
#include "bench/softmax/race.hpp"

namespace megabandit::bench {

/// Passes over a problem's catalogue for its first queries.
class Passes {
 public:
  Passes(const Problem& problem, Eigen::Index queries, std::size_t threads);

  /// log Z, and with `mean` E_pi[row].
  Partition pass(const SoftmaxKernel& kernel, bool mean) const;
  /// log Z, then the table's gradient: threads share out the actions.
  void trained(const SoftmaxKernel& kernel);

  // Flop are those of the products; exponentials count nothing.
  Contender log_z(const std::string& name, const SoftmaxKernel& kernel);
  Contender light(const std::string& name, const SoftmaxKernel& kernel);
  Contender train(const std::string& name, const SoftmaxKernel& kernel);
  Contender weigh_tiles(const std::string& name, const SoftmaxKernel& kernel);

  /// CPU microseconds a draw, after the pass.
  double microseconds_a_draw(const SoftmaxKernel& kernel) const;

 private:
  const Problem& problem_;
  RowsView<float> queries_, weighted_;
  std::size_t threads_;
  double scores_;
  Catalogue catalogue_;
  std::vector<RowMatrix<float>> gradients_;  // of each thread's actions
};

}  // namespace megabandit::bench
