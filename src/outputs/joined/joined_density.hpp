#pragma once
// Marginal logging densities by a softmax pass over [rows of the policy that logged | outputs | carried
// rows].

#include <memory>

#include "outputs/joined/joined_queries.hpp"
#include "outputs/kept_densities.hpp"

namespace megabandit {

class JoinedDensity {
 public:
  /// @collective over the group of `like`  `logging`: null for a uniform one; `carried`: columns of rows
  /// whose mean under the posterior of the logging policy is wanted, 0: none.
  JoinedDensity(const Catalogue& like, const OutputTable& outputs, std::unique_ptr<Policy> logging,
                const SoftmaxKernel& kernel, Eigen::Index carried);

  /// @collective  The rows to be carried; again whenever they change.
  void carry(const RowsView<float>& rows);

  /// @collective over the group  pscore of a panel's entries: from what was kept, or measured now.
  void find(const Scoring& scoring, Panel& panel);
  /// The same, always measured, with the posterior's mean of the carried rows in panel.seen. The queries come
  /// back.
  JoinedQueries find_with_posterior(const Scoring& scoring, Panel& panel);

  const JoinedTable& table() const { return table_; }

 private:
  Partition measure(const Scoring& scoring, Panel& panel, JoinedQueries& joined, PassWants wants);

  std::unique_ptr<Policy> logging_;
  const SoftmaxKernel& kernel_;
  JoinedTable table_;
  KeptDensities kept_;  // find()'s alone: threads may call find_with_posterior() at once
};

}  // namespace megabandit
