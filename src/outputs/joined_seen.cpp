#include "outputs/joined_seen.hpp"

#include <cmath>
#include <optional>

#include "comm/agree.hpp"
#include "outputs/kept_densities.hpp"
#include "policy/gradient.hpp"

namespace megabandit {
namespace {

RowsView<float> view(const RowMatrix<float>& matrix) { return {matrix.data(), matrix.rows(), matrix.cols()}; }

// The queries of some entries of a panel for a joined table, and what their log Z has too much: |pivot|^2 and
// the kernel's value at the action logged. Relative to that value densities are of moderate size in any
// dimension, and where outputs tell actions apart they are the action's own propensities.
struct JoinedQueries {
  RowMatrix<float> queries;
  std::vector<double> excess;

  JoinedQueries(const JoinedTable& table, const Panel& panel)
      : queries(RowMatrix<float>::Zero(panel.seen.pivot.rows(), table.catalogue().slice.rows.cols())),
        excess(panel.action.size()) {
    const TableRows logged(table.catalogue(), panel.action);
    for (Eigen::Index i = 0; i < queries.rows(); ++i) {
      const Eigen::RowVectorXf query = table.output_query(panel.seen.pivot.row(i)).cast<float>();
      queries.row(i).segment(table.first_output_column(), table.output_columns()) = query;
      excess[static_cast<std::size_t>(i)] = logged[static_cast<std::size_t>(i)]
                                                .segment(table.first_output_column(), table.output_columns())
                                                .cast<double>()
                                                .dot(query.cast<double>());
    }
  }
  // The first columns weigh rows as the policy whose queries these are does, [contexts, columns].
  void weigh(const RowMatrix<double>& context_queries, std::span<const std::uint32_t> context) {
    for (Eigen::Index i = 0; i < queries.rows(); ++i)
      queries.row(i).head(context_queries.cols()) =
          context_queries.row(context[static_cast<std::size_t>(i)]).cast<float>();
  }
};

class JoinedSeen final : public LookingSeen {
 public:
  JoinedSeen(const Policy& policy, JoinedParts parts)
      : LookingSeen(std::move(parts.looking)),
        parts_(std::move(parts)),
        logging_(policy.catalogue(), parts_.outputs, columns_of(parts_.logging.get()),
                 parts_.posterior == Posterior::logging ? policy.table().cols() : 0) {
    if (parts_.posterior == Posterior::policy)
      learned_.emplace(policy.catalogue(), parts_.outputs, policy.table().cols(), 0);
    parts_.outputs.rows.resize(0, 0);
  }

  void score(const Scoring& scoring, Panel& panel, PassWants wants) override {
    follow(scoring.policy);
    if (parts_.posterior == Posterior::logging)
      see_as_logged(scoring, panel);
    else
      see_as_learned(scoring, panel, wants);
  }

  // The kernel adds up P^T weighted for any columns: those of the rows are the first ones.
  void give_rows(const Scoring& scoring, const Panel& panel, const PanelPart& part,
                 std::span<const double> credit, const TakeTableGradient& take) const override {
    const auto first = static_cast<Eigen::Index>(part.rounds.first),
               count = static_cast<Eigen::Index>(credit.size());
    RowMatrix<float> weighted = RowMatrix<float>::Zero(count, panel.seen.queries.cols());
    for (Eigen::Index i = 0; i < count; ++i)
      weighted.row(i).head(panel.queries.cols()) =
          (credit[static_cast<std::size_t>(i)] *
           panel.queries.row(panel.context[part.rounds.first + static_cast<std::uint64_t>(i)]))
              .cast<float>();
    const RowSums sums{panel.seen.queries.middleRows(first, count), std::move(weighted),
                       std::span(panel.seen.log_z).subspan(part.rounds.first, credit.size())};
    give_row_sums({table().catalogue().slice, *parts_.kernel, scoring.threads, panel.queries.cols()}, nullptr,
                  {&sums, 1}, take);
  }

 private:
  static Eigen::Index columns_of(const Policy* policy) {
    return policy == nullptr ? 0 : policy->table().cols();
  }
  const JoinedTable& table() const { return learned_ ? *learned_ : logging_; }

  // The joined tables hold copies of rows: a table that is learned changes.
  void follow(const Policy& policy) {
    if (set_ && policy.shape().table == TableKind::fixed) return;
    const RowsView<float> rows = policy.table();
    if (learned_) learned_->set(&rows, nullptr);
    if (!set_ || !learned_) {
      const RowsView<float> logging = parts_.logging != nullptr ? parts_.logging->table() : rows;
      logging_.set(parts_.logging != nullptr ? &logging : nullptr, learned_ ? nullptr : &rows);
    }
    set_ = true;
  }

  Partition sum_over(const JoinedTable& table, const RowMatrix<float>& queries, bool mean,
                     const Scoring& scoring) {
    return partition(*parts_.kernel, table.catalogue(), {.queries = view(queries), .mean = mean},
                     scoring.threads);
  }

  // DSO: the posterior under the policy that is learned.
  void see_as_learned(const Scoring& scoring, Panel& panel, PassWants wants) {
    if (!find_densities(panel)) measure_densities(scoring, panel, false);
    JoinedQueries joined(*learned_, panel);
    joined.weigh(panel.queries, panel.context);
    Partition result = sum_over(*learned_, joined.queries, wants == PassWants::log_prob_and_mean, scoring);
    panel.log_prob.resize(panel.action.size());
    for (std::size_t i = 0; i < panel.log_prob.size(); ++i)
      panel.log_prob[i] = result.log_z[i] - joined.excess[i] - panel.log_z[panel.context[i]];
    if (result.mean.rows() > 0) panel.seen.row = result.mean.leftCols(panel.queries.cols());
    panel.seen.queries = std::move(joined.queries);
    panel.seen.log_z = std::move(result.log_z);
  }

  // DSO-PWLL: the posterior under the policy that logged, as if actions drawn from it had been logged.
  void see_as_logged(const Scoring& scoring, Panel& panel) {
    measure_densities(scoring, panel, true);
    panel.log_prob.resize(panel.action.size());
    for (std::size_t i = 0; i < panel.log_prob.size(); ++i) {
      const auto row = static_cast<Eigen::Index>(i);
      panel.log_prob[i] = panel.seen.row.row(row).cast<double>().dot(panel.queries.row(panel.context[i])) -
                          panel.log_z[panel.context[i]];
    }
  }

  bool find_densities(Panel& panel) const {
    for (const PanelPart& part : panel.parts)
      if (!kept_.find(names_of(panel, part), densities_of(panel, part))) return false;
    for (double& density : panel.pscore) density = std::exp(density);
    return true;
  }

  static std::span<const std::uint64_t> names_of(const Panel& panel, const PanelPart& part) {
    return std::span(panel.seen.name).subspan(part.rounds.first, part.rounds.size());
  }
  static std::span<double> densities_of(Panel& panel, const PanelPart& part) {
    return std::span(panel.pscore).subspan(part.rounds.first, part.rounds.size());
  }

  void measure_densities(const Scoring& scoring, Panel& panel, bool posterior) {
    JoinedQueries joined(logging_, panel);
    const std::vector<double> log_z = weigh_as_logged(scoring, panel, joined);
    Partition result = sum_over(logging_, joined.queries, posterior, scoring);
    for (std::size_t i = 0; i < panel.pscore.size(); ++i)
      panel.pscore[i] = result.log_z[i] - joined.excess[i] - log_z[panel.context[i]];
    for (const PanelPart& part : panel.parts) kept_.keep(names_of(panel, part), densities_of(panel, part));
    for (double& density : panel.pscore) density = std::exp(density);
    if (!posterior) return;
    panel.seen.row = result.mean.rightCols(panel.queries.cols());
    panel.seen.queries = std::move(joined.queries);
    panel.seen.log_z = std::move(result.log_z);
  }

  // Log Z of the policy that logged, by context.
  std::vector<double> weigh_as_logged(const Scoring& scoring, Panel& panel, JoinedQueries& joined) {
    const auto contexts = static_cast<std::size_t>(panel.queries.rows());
    if (parts_.logging == nullptr)
      return std::vector<double>(contexts, std::log(static_cast<double>(scoring.policy.shape().actions)));
    RowMatrix<double> queries(panel.queries.rows(), parts_.logging->table().cols());
    for (PanelPart& part : panel.parts) {
      if (part.contexts.size() == 0) continue;
      TowerPass pass{.input = part.pass.input, .hidden = {}, .output = {}};
      queries.middleRows(static_cast<Eigen::Index>(part.contexts.first),
                         static_cast<Eigen::Index>(part.contexts.size())) = parts_.logging->queries(pass);
    }
    joined.weigh(queries, panel.context);
    const RowMatrix<float> single = queries.cast<float>();
    return partition(*parts_.kernel, parts_.logging->catalogue(), {.queries = view(single)}, scoring.threads)
        .log_z;
  }

  JoinedParts parts_;
  JoinedTable logging_;  // [rows of the policy that logged | outputs | rows of the learned one]
  std::optional<JoinedTable> learned_;  // [rows of the learned policy | outputs]
  KeptDensities kept_;
  bool set_ = false;
};

}  // namespace

std::unique_ptr<Seen> make_joined_seen(const Policy& policy, JoinedParts parts) {
  return std::make_unique<JoinedSeen>(policy, std::move(parts));
}

}  // namespace megabandit
