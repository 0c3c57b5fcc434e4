#pragma once
// Queries meet the catalogue: the kernel, spread over threads, and the refusal of scores that are no numbers.

#include <functional>
#include <span>

#include "comm/communicator.hpp"
#include "normaliser/normaliser.hpp"
#include "policy/action_field.hpp"
#include "policy/policy.hpp"
#include "policy/seen.hpp"
#include "softmax/kernel.hpp"

namespace megabandit {

enum class PassWants {
  log_prob,
  log_prob_and_mean,
  every_log_prob,  ///< also of rounds of which what is seen says nothing: minus infinity
};

/// What contexts are scored with.
struct Scoring {
  const Policy& policy;
  const SoftmaxKernel& kernel;
  std::size_t threads = 1;
  const Normaliser* normaliser = nullptr;  ///< null: the exact partition function
  std::uint32_t epoch = 0;                 ///< of the normaliser's draws
  Seen* seen = nullptr;                    ///< null: a round stands for its action
  const ActionField* field = nullptr;      ///< null: none is asked for; else the sum over actions is exact
};

/// @collective  The best kernel that all ranks can run, so that all compute the same bits.
const SoftmaxKernel& common_kernel(Communicator& comm, Precision precision = Precision::fp32);

/// @local  Calls work(first, some) for consecutive runs of `queries` [n, columns] that cover them all, at the
/// same time on several threads; `some` begins at row `first`.
void for_queries(const RowMatrix<float>& queries, std::size_t threads,
                 const std::function<void(std::size_t first, RowsView<float> some)>& work);

/// @local  @throws DataError when queries, or the log_z computed from them, are not finite: parameters have
/// grown without bound, or features are of extreme size.
void check_scores(RowsView<float> queries, std::span<const double> log_z);

}  // namespace megabandit
