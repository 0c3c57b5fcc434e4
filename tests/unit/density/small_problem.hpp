#pragma once
// A problem that can be enumerated: five prompts, nine sentences on a line, one context. Expectations over
// drawn pivots are sums over a fine grid, exact to rounding for Gaussian kernels.

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "base/matrix.hpp"
#include "base/random.hpp"
#include "density/dense/gradient.hpp"
#include "density/kernel.hpp"
#include "density/log_sum.hpp"

namespace megabandit {

inline constexpr Eigen::Index kPrompts = 5, kSentences = 9;

/// No guard ever acts.
inline const Guards kUnguarded{.weight_limit = 1e300, .log_density_floor = -1e300};

struct SmallProblem {
  RowMatrix<double> sentences;  ///< p(s | a), [prompts, sentences]
  Eigen::RowVectorXd places;    ///< of sentences on the line, at least 0.6 apart
  Eigen::RowVectorXd logging, policy, rewards;

  explicit SmallProblem(std::uint64_t seed)
      : sentences(chances(seed, 0, kPrompts, kSentences)),
        places(kSentences),
        logging(chances(seed, 1, 1, kPrompts)),
        policy(chances(seed, 2, 1, kPrompts)),
        rewards(kSentences) {
    for (Eigen::Index s = 0; s < kSentences; ++s) {
      const auto index = static_cast<std::uint64_t>(s);
      places(s) = static_cast<double>(s) + 0.4 * uniform({seed, Stream::probe, 3, index});
      rewards(s) = normal({seed, Stream::probe, 4, index});
    }
  }

  static RowMatrix<double> chances(std::uint64_t seed, std::uint32_t what, Eigen::Index rows,
                                   Eigen::Index columns) {
    RowMatrix<double> drawn(rows, columns);
    for (Eigen::Index i = 0; i < drawn.size(); ++i)
      drawn.data()[i] = std::exp(normal({seed, Stream::probe, what, static_cast<std::uint64_t>(i)}));
    for (Eigen::Index i = 0; i < rows; ++i) drawn.row(i) /= drawn.row(i).sum();
    return drawn;
  }

  Eigen::RowVectorXd of_sentences(const Eigen::RowVectorXd& prompts) const { return prompts * sentences; }
  /// sum_a (d pi(a) / d logits) value(a)
  Eigen::RowVectorXd policy_gradient(const Eigen::RowVectorXd& values) const {
    return policy.array() * (values.array() - policy.dot(values));
  }
  /// sum_s (d pi(s) / d logits) reward(s)
  Eigen::RowVectorXd gradient_of(const Eigen::RowVectorXd& rewards_of_sentences) const {
    return policy_gradient(rewards_of_sentences * sentences.transpose());
  }
};

/// Rounds as they come from the logging policy: each with its chance.
struct Enumerated {
  std::vector<double> chance;
  std::vector<Eigen::Index> sentence;  ///< seen
  RowMatrix<double> log_kappa;         ///< [rounds, prompts]
  std::vector<double> log_rho;
  RowMatrix<double> log_policy;  ///< [rounds, prompts]

  Eigen::Index size() const { return std::ssize(chance); }
};

/// log sum_s p(s | a) K(s) for each prompt.
inline Eigen::RowVectorXd log_kappa_of(const SmallProblem& problem, const Eigen::RowVectorXd& log_kernel) {
  Eigen::RowVectorXd log_kappa(kPrompts);
  for (Eigen::Index a = 0; a < kPrompts; ++a) {
    const Eigen::RowVectorXd terms = problem.sentences.row(a).array().log() + log_kernel.array();
    log_kappa(a) = log_sum_exp({terms.data(), static_cast<std::size_t>(terms.size())});
  }
  return log_kappa;
}

inline void add_round(const SmallProblem& problem, double chance, Eigen::Index sentence,
                      const Eigen::RowVectorXd& log_kernel, Enumerated& rounds) {
  const Eigen::Index last = rounds.size();
  rounds.chance.push_back(chance);
  rounds.sentence.push_back(sentence);
  rounds.log_kappa.conservativeResize(last + 1, kPrompts);
  rounds.log_policy.conservativeResize(last + 1, kPrompts);
  rounds.log_kappa.row(last) = log_kappa_of(problem, log_kernel);
  rounds.log_policy.row(last) = problem.policy.array().log();
  const Eigen::RowVectorXd joint = problem.logging.array().log() + rounds.log_kappa.row(last).array();
  rounds.log_rho.push_back(log_sum_exp({joint.data(), kPrompts}));
}

inline Eigen::RowVectorXd kernel_around(const SmallProblem& problem, const Kernel& kernel, double pivot) {
  Eigen::RowVectorXd values(kSentences);
  for (Eigen::Index s = 0; s < kSentences; ++s)
    values(s) = log_kernel(kernel, (problem.places(s) - pivot) * (problem.places(s) - pivot));
  return values;
}

/// Points and weights that integrate smooth functions times a standard normal density.
struct NormalGrid {
  std::vector<double> points, weights;
  NormalGrid() {
    constexpr double step = 1.0 / 12;
    for (int k = -114; k <= 114; ++k) {
      points.push_back(k * step);
      weights.push_back(step * std::exp(-points.back() * points.back() / 2) /
                        std::sqrt(2 * std::numbers::pi));
    }
  }
};

inline Enumerated centred_rounds(const SmallProblem& problem, const Kernel& kernel) {
  Enumerated rounds;
  const Eigen::RowVectorXd seen = problem.of_sentences(problem.logging);
  for (Eigen::Index s = 0; s < kSentences; ++s)
    add_round(problem, seen(s), s, kernel_around(problem, kernel, problem.places(s)), rounds);
  return rounds;
}

/// Gaussian kernel of bandwidth h.
inline Enumerated randomised_rounds(const SmallProblem& problem, double h) {
  Enumerated rounds;
  const NormalGrid grid;
  const Eigen::RowVectorXd seen = problem.of_sentences(problem.logging);
  for (Eigen::Index s = 0; s < kSentences; ++s)
    for (std::size_t k = 0; k < grid.points.size(); ++k)
      add_round(problem, seen(s) * grid.weights[k], s,
                kernel_around(problem, {KernelKind::gaussian, h}, problem.places(s) + h * grid.points[k]),
                rounds);
  return rounds;
}

/// Clusters of `each` neighbouring sentences.
inline Enumerated partition_rounds(const SmallProblem& problem, Eigen::Index each) {
  Enumerated rounds;
  const Eigen::RowVectorXd seen = problem.of_sentences(problem.logging);
  for (Eigen::Index s = 0; s < kSentences; ++s) {
    Eigen::RowVectorXd kernel(kSentences);
    for (Eigen::Index other = 0; other < kSentences; ++other)
      kernel(other) = other / each == s / each ? 0 : -std::numeric_limits<double>::infinity();
    add_round(problem, seen(s), s, kernel, rounds);
  }
  return rounds;
}

}  // namespace megabandit
