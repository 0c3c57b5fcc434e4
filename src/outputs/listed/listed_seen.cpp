#include "outputs/listed/listed_seen.hpp"

#include <algorithm>
#include <functional>
#include <optional>

#include "base/threads.hpp"
#include "outputs/listed/listed_sums.hpp"
#include "outputs/logging/logging_scores.hpp"
#include "policy/gradient/gradient.hpp"

namespace megabandit {
namespace {

class ListedSeen final : public LookingSeen {
 public:
  explicit ListedSeen(ListedParts parts) : LookingSeen(std::move(parts.looking)), parts_(std::move(parts)) {}

  bool normalises() const override { return parts_.candidates->stand_for() == StandFor::all; }

  void score(const Scoring& scoring, Panel& panel, PassWants wants) override {
    const auto rounds = static_cast<Eigen::Index>(panel.action.size());
    panel.seen.row = RowMatrix<float>::Zero(rounds, panel.queries.cols());
    panel.seen.lists = {};
    const bool trained = scoring.policy.shape().table == TableKind::trained;
    panel.log_prob.assign(panel.action.size(), kImpossible);
    const Densities densities = densities_of(scoring, panel);
    std::vector<std::uint8_t> supported(panel.action.size(), 0);
    for_lists(scoring, panel, [&](Range entries, const ListedRows& rows) {
      std::vector<std::vector<double>> posterior(entries.size());
      parallel_for(scoring.threads, entries.size(), [&](std::size_t i, std::size_t) {
        posterior[i] = see(panel, densities, rows, entries.first + i, i);
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
  /// What is known of densities before lists are made: them, or what the policy that logged thinks.
  struct Densities {
    std::vector<double> log_rho;  // [entries]; empty: by the lists
    LoggingScores logging;
  };

  Densities densities_of(const Scoring& scoring, const Panel& panel) {
    if (parts_.density) return {parts_.density->log_rho(scoring, panel), {}};
    return {{}, logging_scores(parts_.logging.get(), *parts_.kernel, scoring, panel)};
  }

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
      const ActionLists lists = parts_.candidates->lists(scoring, panel, entries);
      const TableRows learned(scoring.policy.catalogue(), lists.action);
      std::optional<TableRows> logging;
      if (parts_.logging && !parts_.density) logging.emplace(parts_.logging->catalogue(), lists.action);
      work(entries, {lists, learned, logging ? &*logging : nullptr});
    }
  }

  static Eigen::RowVectorXd mean_row(const ListedRows& rows, std::size_t list, std::span<const double> weight,
                                     Eigen::Index columns) {
    Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(columns);
    const std::size_t first = rows.lists.first[list];
    for (std::size_t j = 0; j < weight.size(); ++j)
      mean += weight[j] * rows.learned[first + j].cast<double>();
    return mean;
  }

  // What the policy that logged makes of what was seen, by a list.
  Normalised logged(const Densities& densities, const ListedRows& rows, std::uint32_t context,
                    std::size_t list) const {
    ListedPolicy policy{rows.logging, densities.logging.queries.row(context), 0};
    policy.log_z = normalises() ? Normalised(log_prior(rows.lists, list, policy)).log_sum
                                : densities.logging.log_z[context];
    return Normalised(log_joint(rows.lists, list, policy));
  }

  // The posterior; empty where the policy that logged makes nothing that is seen.
  std::vector<double> see(Panel& panel, const Densities& densities, const ListedRows& rows,
                          std::uint64_t entry, std::size_t list) const {
    const std::uint32_t context = panel.context[entry];
    const double reference = rows.lists.reference[list];
    std::optional<Normalised> density;
    if (!parts_.density) density = logged(densities, rows, context, list);
    const double log_rho = density ? density->log_sum + reference : densities.log_rho[entry];

    ListedPolicy policy{&rows.learned, panel.queries.row(context), panel.log_z[context]};
    std::optional<Normalised> prior;
    if (normalises()) {
      prior.emplace(log_prior(rows.lists, list, policy));
      policy.log_z = prior->log_sum;
    }
    Normalised seen(parts_.candidates->stand_for() == StandFor::the_policy
                        ? log_drawn(rows.lists, list)
                        : log_joint(rows.lists, list, policy));
    const bool as_logged = parts_.support.posterior == Posterior::logging;
    std::vector<double> posterior = std::move(as_logged ? density->weight : seen.weight);
    Eigen::RowVectorXd row = mean_row(rows, list, posterior, panel.queries.cols());
    panel.log_prob[entry] = as_logged ? row.dot(policy.query) - policy.log_z : seen.log_sum;
    if (prior) row -= mean_row(rows, list, prior->weight, panel.queries.cols());  // the panel's own mean is 0
    panel.seen.row.row(static_cast<Eigen::Index>(entry)) = row.cast<float>();
    if (!set_relative(parts_.support, log_rho, reference, panel, entry)) return {};
    return posterior;
  }

  ListedParts parts_;
};

}  // namespace

std::unique_ptr<Seen> make_listed_seen(ListedParts parts) {
  return std::make_unique<ListedSeen>(std::move(parts));
}

}  // namespace megabandit
