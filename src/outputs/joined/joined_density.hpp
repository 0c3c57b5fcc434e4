#pragma once
// Marginal logging densities by a softmax pass over [rows of the policy that logged | outputs | carried
// rows].

#include <memory>

#include "outputs/joined/joined_queries.hpp"
#include "outputs/marginal/marginal_density.hpp"

namespace megabandit {

class JoinedDensity final : public MarginalDensity {
 public:
  /// @collective over the group of `like`  `logging`: null for a uniform one; `carried`: columns of rows
  /// whose mean under the posterior of the logging policy is wanted, 0: none.
  JoinedDensity(const Catalogue& like, const OutputTable& outputs, std::shared_ptr<const Policy> logging,
                const SoftmaxKernel& kernel, Eigen::Index carried);

  /// @collective  The rows to be carried; again whenever they change.
  void carry(const RowsView<float>& rows);

  std::vector<double> log_rho(const Scoring& scoring, const Panel& panel) override;

  /// The same, with the posterior's mean of the carried rows in panel.seen, and the queries.
  struct WithPosterior {
    std::vector<double> log_rho;
    JoinedQueries queries;
  };
  WithPosterior find_with_posterior(const Scoring& scoring, Panel& panel);

  const JoinedTable& table() const { return table_; }

 private:
  Partition measure(const Scoring& scoring, const Panel& panel, JoinedQueries& joined, PassWants wants,
                    std::vector<double>& log_rho) const;

  std::shared_ptr<const Policy> logging_;
  const SoftmaxKernel& kernel_;
  JoinedTable table_;
};

}  // namespace megabandit
