#include "outputs/listed/listed_seen.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>

#include "base/threads.hpp"
#include "comm/agree.hpp"
#include "density/log_sum.hpp"
#include "outputs/logging_scores.hpp"
#include "policy/gradient/gradient.hpp"

namespace megabandit {
namespace {

constexpr double kImpossible = -std::numeric_limits<double>::infinity();

/// Some entries' lists with the rows of their actions.
struct ListedRows {
  const ActionLists& lists;
  const TableRows& learned;
  const TableRows* logging;  ///< null: uniform
};

/// Weights that sum to 1 of the actions of a list, and the logarithm of what they summed to before.
struct Normalised {
  std::vector<double> weight;
  double log_sum = kImpossible;

  explicit Normalised(std::vector<double> logs) : weight(std::move(logs)), log_sum(log_sum_exp(weight)) {
    for (double& w : weight) w = log_sum == kImpossible ? 0 : std::exp(w - log_sum);
  }
};

class ListedSeen final : public LookingSeen {
 public:
  explicit ListedSeen(ListedParts parts) : LookingSeen(std::move(parts.looking)), parts_(std::move(parts)) {}

  bool normalises() const override { return parts_.candidates->sample(); }

  void score(const Scoring& scoring, Panel& panel, PassWants wants) override {
    const auto rounds = static_cast<Eigen::Index>(panel.action.size());
    panel.seen.row = RowMatrix<float>::Zero(rounds, panel.queries.cols());
    panel.seen.lists = {};
    const bool trained = scoring.policy.shape().table == TableKind::trained;
    panel.log_prob.assign(panel.action.size(), kImpossible);
    const LoggingScores logging = logging_scores(parts_.logging.get(), *parts_.kernel, scoring, panel);
    std::vector<std::uint8_t> supported(panel.action.size(), 0);
    for_lists(scoring, panel, [&](Range entries, const ListedRows& rows) {
      std::vector<std::vector<double>> posterior(entries.size());
      parallel_for(scoring.threads, entries.size(), [&](std::size_t i, std::size_t) {
        posterior[i] = see(panel, logging, rows, entries.first + i, i);
        supported[entries.first + i] = posterior[i].empty() ? 0 : 1;
      });
      if (trained) keep(rows.lists, posterior, panel.seen.lists);
    });
    drop_unsupported(panel, supported, wants);
  }

  void give_rows(const Scoring& scoring, const Panel& panel, const PanelPart& part,
                 std::span<const double> credit, const TakeTableGradient& take) const override {
    const Slice& own = scoring.policy.catalogue().slice;
    const std::uint64_t last = own.first + static_cast<std::uint64_t>(own.rows.rows());
    const PosteriorLists& lists = panel.seen.lists;
    for (std::size_t i = 0; i < credit.size(); ++i) {
      const std::uint64_t entry = part.rounds.first + i;
      for (std::size_t j = lists.first[entry]; j < lists.first[entry + 1]; ++j) {
        if (lists.action[j].value < own.first || lists.action[j].value >= last) continue;
        const Eigen::RowVectorXd row =
            credit[i] * static_cast<double>(lists.weight[j]) * panel.queries.row(panel.context[entry]);
        take.row(lists.action[j], {row.data(), static_cast<std::size_t>(row.size())});
      }
    }
  }

 private:
  static void keep(const ActionLists& lists, const std::vector<std::vector<double>>& posterior,
                   PosteriorLists& kept) {
    for (std::size_t list = 0; list < posterior.size(); ++list) {
      for (std::size_t j = 0; j < posterior[list].size(); ++j) {
        kept.action.push_back(lists.action[lists.first[list] + j]);
        kept.weight.push_back(static_cast<float>(posterior[list][j]));
      }
      kept.first.push_back(kept.action.size());
    }
  }

  // All ranks that share out the catalogue list the same actions, and bring the rows they hold.
  void for_lists(const Scoring& scoring, const Panel& panel,
                 const std::function<void(Range, const ListedRows&)>& work) const {
    const std::uint64_t all = panel.action.size();
    for (std::uint64_t first = 0; first < all; first += parts_.candidates->at_once()) {
      const Range entries{first, std::min(all, first + parts_.candidates->at_once())};
      ActionLists lists;  // a bank may fail to be read on one rank
      agree(scoring.policy.catalogue().group,
            [&] { lists = parts_.candidates->lists(scoring, panel, entries); });
      const TableRows learned(scoring.policy.catalogue(), lists.action);
      std::optional<TableRows> logging;
      if (parts_.logging) logging.emplace(parts_.logging->catalogue(), lists.action);
      work(entries, {lists, learned, logging ? &*logging : nullptr});
    }
  }

  // log p(action) + log kappa of the list's actions, with what each stands for.
  static std::vector<double> joint(const ActionLists& lists, std::size_t list, const TableRows* rows,
                                   const Eigen::Ref<const Eigen::RowVectorXd>& query, double log_z) {
    std::vector<double> logs;
    for (std::size_t j = lists.first[list]; j < lists.first[list + 1]; ++j) {
      const double score = rows == nullptr ? 0 : (*rows)[j].cast<double>().dot(query);
      logs.push_back(score - log_z + lists.log_kappa[j] + (lists.log_count.empty() ? 0 : lists.log_count[j]));
    }
    return logs;
  }

  // The same without the kernel: the sample's partition function.
  static std::vector<double> prior(const ActionLists& lists, std::size_t list, const TableRows* rows,
                                   const Eigen::Ref<const Eigen::RowVectorXd>& query) {
    std::vector<double> logs;
    for (std::size_t j = lists.first[list]; j < lists.first[list + 1]; ++j)
      logs.push_back((rows == nullptr ? 0 : (*rows)[j].cast<double>().dot(query)) + lists.log_count[j]);
    return logs;
  }

  static Eigen::RowVectorXd mean_row(const ListedRows& rows, std::size_t list, std::span<const double> weight,
                                     Eigen::Index columns) {
    Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(columns);
    const std::size_t first = rows.lists.first[list];
    for (std::size_t j = 0; j < weight.size(); ++j)
      mean += weight[j] * rows.learned[first + j].cast<double>();
    return mean;
  }

  // The posterior; empty where the policy that logged makes nothing that is seen.
  std::vector<double> see(Panel& panel, const LoggingScores& logging, const ListedRows& rows,
                          std::uint64_t entry, std::size_t list) const {
    const std::uint32_t context = panel.context[entry];
    const auto query = panel.queries.row(context);
    const auto logged = logging.queries.row(context);
    const bool sample = normalises();
    const double logged_z =
        sample ? Normalised(prior(rows.lists, list, rows.logging, logged)).log_sum : logging.log_z[context];
    Normalised density(joint(rows.lists, list, rows.logging, logged, logged_z));
    if (density.log_sum == kImpossible ||
        density.log_sum + rows.lists.reference[list] < parts_.log_density_floor)
      return {};
    panel.pscore[entry] = std::exp(density.log_sum);
    const auto policy =
        sample ? std::optional<Normalised>(prior(rows.lists, list, &rows.learned, query)) : std::nullopt;
    const double log_z = policy ? policy->log_sum : panel.log_z[context];
    Normalised seen(joint(rows.lists, list, &rows.learned, query, log_z));
    const bool as_logged = parts_.posterior == Posterior::logging;
    std::vector<double> posterior = std::move(as_logged ? density.weight : seen.weight);
    Eigen::RowVectorXd row = mean_row(rows, list, posterior, panel.queries.cols());
    panel.log_prob[entry] = as_logged ? row.dot(query) - log_z : seen.log_sum;
    if (policy)
      row -= mean_row(rows, list, policy->weight, panel.queries.cols());  // the panel's own mean is 0
    panel.seen.row.row(static_cast<Eigen::Index>(entry)) = row.cast<float>();
    return posterior;
  }

  ListedParts parts_;
};

}  // namespace

std::unique_ptr<Seen> make_listed_seen(ListedParts parts) {
  return std::make_unique<ListedSeen>(std::move(parts));
}

}  // namespace megabandit
