#include "density/dense/draws.hpp"

#include <cmath>

#include "base/check.hpp"
#include "density/log_sum.hpp"

namespace megabandit {
namespace {

void add_policy(std::span<const double> log_policy, double scale, std::span<double> gradient) {
  for (std::size_t a = 0; a < gradient.size(); ++a) gradient[a] += scale * std::exp(log_policy[a]);
}

/// Statistics of a round of the weight exp(log_weight), and what its gradient is to be multiplied by relative
/// to that weight.
double one_round(double log_weight, const DenseRound& round, const Guards& guards,
                 WeightStatistics& statistics) {
  const GuardedWeight weight = guarded(log_weight, round.reward, guards);
  statistics.add(log_weight, weight, round.reward);
  return weight.gradient;
}

}  // namespace

WeightStatistics add_dso_sampled(const DenseRound& round, std::span<const ActionId> drawn,
                                 std::span<const double> log_kernel, const Guards& guards,
                                 std::span<double> gradient) {
  MEGABANDIT_CHECK(cheap, drawn.size() == log_kernel.size(), "{} draws with {} kernel values", drawn.size(),
                   log_kernel.size());
  WeightStatistics statistics;
  double spread = 0;
  for (std::size_t m = 0; m < drawn.size(); ++m) {
    if (!supported(round.log_rho, guards)) {
      statistics.add_unsupported();
      continue;
    }
    const double weight = one_round(log_kernel[m] - round.log_rho, round, guards, statistics);
    const double share = weight * round.reward / static_cast<double>(drawn.size());
    gradient[drawn[m].value] += share;
    spread += share;
  }
  if (spread != 0) add_policy(round.log_policy, -spread, gradient);
  return statistics;
}

WeightStatistics add_dso_sparse(const DenseRound& round, const Neighbours& neighbours, const Guards& guards,
                                std::span<double> gradient) {
  WeightStatistics statistics;
  if (!supported(round.log_rho, guards)) {
    statistics.add_unsupported();
    return statistics;
  }
  std::vector<double> log_joint;  // log pi kappa, of neighbours
  for (std::size_t k = 0; k < neighbours.actions.size(); ++k)
    log_joint.push_back(round.log_policy[neighbours.actions[k].value] + neighbours.log_kappa[k]);
  const double log_sum = log_sum_exp(log_joint);
  const double credit = round.reward * one_round(log_sum - round.log_rho, round, guards, statistics);
  if (credit == 0) return statistics;
  for (std::size_t k = 0; k < log_joint.size(); ++k)
    gradient[neighbours.actions[k].value] += credit * std::exp(log_joint[k] - log_sum);
  add_policy(round.log_policy, -credit, gradient);
  return statistics;
}

WeightStatistics add_dso_proposed(const DenseRound& round, const ProposedActions& proposed,
                                  const Guards& guards, std::span<double> gradient) {
  WeightStatistics statistics;
  if (!supported(round.log_rho, guards)) {
    statistics.add_unsupported();
    return statistics;
  }
  std::vector<double> log_share(proposed.actions.size());
  for (std::size_t m = 0; m < log_share.size(); ++m)
    log_share[m] = proposed.log_score[m] - proposed.log_proposal[m];
  const double log_total = log_sum_exp(log_share);
  for (double& share : log_share) share -= log_total;
  const double log_sum = log_sum_exp(log_share, proposed.log_kappa);
  const double credit = round.reward * one_round(log_sum - round.log_rho, round, guards, statistics);
  if (credit == 0) return statistics;
  for (std::size_t m = 0; m < log_share.size(); ++m)
    gradient[proposed.actions[m].value] +=
        credit * (std::exp(log_share[m] + proposed.log_kappa[m] - log_sum) - std::exp(log_share[m]));
  return statistics;
}

}  // namespace megabandit
