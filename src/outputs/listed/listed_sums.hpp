#pragma once
// Sums over the actions of a list.

#include <limits>
#include <span>
#include <vector>

#include "outputs/listed/candidates/candidates.hpp"

namespace megabandit {

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

  explicit Normalised(std::vector<double> logs);
};

/// A policy at a context, as its rows meet it. `rows`: null: uniform.
struct ListedPolicy {
  const TableRows* rows;
  Eigen::RowVectorXd query;
  double log_z = 0;
};

/// log p(action) + log kappa of a list's actions, with what each stands for.
std::vector<double> log_joint(const ActionLists& lists, std::size_t list, const ListedPolicy& policy);

/// The same without the kernel, and not normalised: their sum estimates the partition function.
std::vector<double> log_prior(const ActionLists& lists, std::size_t list, const ListedPolicy& policy);

/// log kappa, with what each stands for, where actions were drawn by their probabilities.
std::vector<double> log_drawn(const ActionLists& lists, std::size_t list);

}  // namespace megabandit
