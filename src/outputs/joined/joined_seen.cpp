#include "outputs/joined/joined_seen.hpp"

#include <utility>

#include "outputs/joined/joined_density.hpp"
#include "policy/gradient/gradient.hpp"

namespace megabandit {
namespace {

// Spreads credits over the actions as a joined table's softmax does. The kernel adds up P^T weighted for any
// columns: those of the policy's rows are the first ones.
void give_joined_rows(const JoinedTable& table, const SoftmaxKernel& kernel, const Scoring& scoring,
                      const Panel& panel, const PanelPart& part, std::span<const double> credit,
                      const TakeTableGradient& take) {
  const auto first = static_cast<Eigen::Index>(part.rounds.first),
             count = static_cast<Eigen::Index>(credit.size());
  RowMatrix<float> weighted = RowMatrix<float>::Zero(count, panel.seen.queries.cols());
  for (std::size_t i = 0; i < credit.size(); ++i)
    weighted.row(static_cast<Eigen::Index>(i)).head(panel.queries.cols()) =
        (credit[i] * panel.queries.row(panel.context[part.rounds.first + i])).cast<float>();
  const RowSums sums{panel.seen.queries.middleRows(first, count), std::move(weighted),
                     std::span(panel.seen.log_z).subspan(part.rounds.first, credit.size())};
  give_row_sums({table.catalogue().slice, kernel, scoring.threads, panel.queries.cols()}, nullptr, {&sums, 1},
                take);
}

// Rounds of which the logging policy makes something near the pivot.
void keep_supported(Panel& panel, const JoinedQueries& joined, std::span<const double> log_rho,
                    const Support& support, PassWants wants) {
  std::vector<std::uint8_t> supported(panel.action.size());
  for (std::size_t i = 0; i < supported.size(); ++i)
    supported[i] = set_relative(support, log_rho[i], joined.reference[i], panel, i) ? 1 : 0;
  drop_unsupported(panel, supported, wants);
}

/// Which table a joined table has copied: that costs a pass over the rows, and a message.
class Copied {
 public:
  /// Whether it is another one than at the last call.
  bool changed(const Policy& policy) {
    const std::pair now{&policy, policy.table_version()};
    return std::exchange(copied_, now) != now;
  }

 private:
  std::pair<const Policy*, std::uint64_t> copied_{nullptr, 0};
};

std::unique_ptr<MarginalDensity> density_of(const Policy& policy, JoinedParts& parts) {
  if (parts.density != nullptr) return std::move(parts.density);
  return kept(std::make_unique<JoinedDensity>(policy.catalogue(), parts.outputs, std::move(parts.logging),
                                              *parts.kernel, 0));
}

// DSO: the posterior under the policy that is learned.
class AsLearned final : public LookingSeen {
 public:
  AsLearned(const Policy& policy, JoinedParts parts)
      : LookingSeen(std::move(parts.looking)),
        kernel_(*parts.kernel),
        support_(parts.support),
        density_(density_of(policy, parts)),
        learned_(policy.catalogue(), parts.outputs, policy.table().cols(), 0) {}

  void score(const Scoring& scoring, Panel& panel, PassWants wants) override {
    follow(scoring.policy);
    const std::vector<double> log_rho = density_->log_rho(scoring, panel);
    JoinedQueries joined(learned_, panel);
    joined.weigh(panel.queries, panel.context);
    Partition result = sum_over(learned_, joined.queries, wants, kernel_, scoring.threads);
    panel.log_prob.resize(panel.action.size());
    for (std::size_t i = 0; i < panel.log_prob.size(); ++i)
      panel.log_prob[i] = result.log_z[i] - joined.excess[i] - panel.log_z[panel.context[i]];
    if (result.mean.rows() > 0) panel.seen.row = result.mean.leftCols(panel.queries.cols());
    panel.seen.queries = std::move(joined.queries);
    panel.seen.log_z = std::move(result.log_z);
    keep_supported(panel, joined, log_rho, support_, wants);
  }

  void give_rows(const Scoring& scoring, const Panel& panel, const PanelPart& part,
                 std::span<const double> credit, const TakeTableGradient& take) const override {
    give_joined_rows(learned_, kernel_, scoring, panel, part, credit, take);
  }

 private:
  // The joined table holds a copy of the policy's.
  void follow(const Policy& policy) {
    if (!copied_.changed(policy)) return;
    const RowsView<float> rows = policy.table();
    learned_.set(&rows, nullptr);
  }

  const SoftmaxKernel& kernel_;
  Support support_;
  std::unique_ptr<MarginalDensity> density_;
  JoinedTable learned_;
  Copied copied_;
};

// DSO-PWLL: the posterior under the policy that logged, as if actions drawn from it had been logged.
class AsLogged final : public LookingSeen {
 public:
  AsLogged(const Policy& policy, JoinedParts parts)
      : LookingSeen(std::move(parts.looking)),
        kernel_(*parts.kernel),
        support_(parts.support),
        density_(policy.catalogue(), parts.outputs, std::move(parts.logging), kernel_,
                 policy.table().cols()) {}

  void score(const Scoring& scoring, Panel& panel, PassWants wants) override {
    if (copied_.changed(scoring.policy)) density_.carry(scoring.policy.table());
    const auto [log_rho, joined] = density_.find_with_posterior(scoring, panel);
    panel.log_prob.resize(panel.action.size());
    for (std::size_t i = 0; i < panel.log_prob.size(); ++i)
      panel.log_prob[i] = panel.logged_row(i).cast<double>().dot(panel.queries.row(panel.context[i])) -
                          panel.log_z[panel.context[i]];
    keep_supported(panel, joined, log_rho, support_, wants);
  }

  void give_rows(const Scoring& scoring, const Panel& panel, const PanelPart& part,
                 std::span<const double> credit, const TakeTableGradient& take) const override {
    give_joined_rows(density_.table(), kernel_, scoring, panel, part, credit, take);
  }

 private:
  const SoftmaxKernel& kernel_;
  Support support_;
  JoinedDensity density_;
  Copied copied_;
};

}  // namespace

std::unique_ptr<Seen> make_joined_seen(const Policy& policy, JoinedParts parts) {
  if (parts.support.posterior == Posterior::logging)
    return std::make_unique<AsLogged>(policy, std::move(parts));
  return std::make_unique<AsLearned>(policy, std::move(parts));
}

}  // namespace megabandit
