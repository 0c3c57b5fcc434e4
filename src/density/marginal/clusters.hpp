#pragma once
// Marginal densities of clusters of actions: the partition kernel where outputs are the actions themselves.
// With clusters for actions, kappa the pivot's cluster, and the best of each cluster for a model, add_dso_dr
// is the first stage of POTEC (DSO specification 1.8).

#include <cstdint>
#include <span>
#include <vector>

namespace megabandit {

/// log sum_{a in c} p(a) of each of `count` clusters; minus infinity of those without actions. `log_chances`
/// [actions]: log p(a); `clusters` [actions]: of each, below count. @local
std::vector<double> log_cluster_chances(std::span<const double> log_chances,
                                        std::span<const std::uint32_t> clusters, std::uint32_t count);

}  // namespace megabandit
