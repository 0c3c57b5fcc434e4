#include "outputs/listed/listed_sums.hpp"

#include <cmath>

#include "density/log_sum.hpp"

namespace megabandit {
namespace {

double log_count(const ActionLists& lists, std::size_t at) {
  return lists.log_count.empty() ? 0 : lists.log_count[at];
}

double score(const ListedPolicy& policy, std::size_t at) {
  return policy.rows == nullptr ? 0 : (*policy.rows)[at].cast<double>().dot(policy.query);
}

}  // namespace

Normalised::Normalised(std::vector<double> logs) : weight(std::move(logs)), log_sum(log_sum_exp(weight)) {
  for (double& w : weight) w = log_sum == kImpossible ? 0 : std::exp(w - log_sum);
}

std::vector<double> log_joint(const ActionLists& lists, std::size_t list, const ListedPolicy& policy) {
  std::vector<double> logs;
  for (std::size_t j = lists.first[list]; j < lists.first[list + 1]; ++j)
    logs.push_back(score(policy, j) - policy.log_z + lists.log_kappa[j] + log_count(lists, j));
  return logs;
}

std::vector<double> log_prior(const ActionLists& lists, std::size_t list, const ListedPolicy& policy) {
  std::vector<double> logs;
  for (std::size_t j = lists.first[list]; j < lists.first[list + 1]; ++j)
    logs.push_back(score(policy, j) + log_count(lists, j));
  return logs;
}

std::vector<double> log_drawn(const ActionLists& lists, std::size_t list) {
  std::vector<double> logs;
  for (std::size_t j = lists.first[list]; j < lists.first[list + 1]; ++j)
    logs.push_back(lists.log_kappa[j] + log_count(lists, j));
  return logs;
}

}  // namespace megabandit
