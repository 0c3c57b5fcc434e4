#pragma once
// Which pairs a wave compares where scores are linear in features: steps of Frank and Wolfe towards what
// tells the leader from those it is confused with (LLM-PO specification 3.7, 5.6).

#include <cstdint>
#include <span>
#include <vector>

#include <Eigen/Cholesky>

#include "base/matrix.hpp"
#include "compare/contest/wave.hpp"
#include "compare/linear/confidence_region.hpp"

namespace megabandit {

/// Directions [d, 2 d] whose ends are compared first: the axes, and as many at random.
Eigen::MatrixXd first_directions(Eigen::Index dimension, std::uint64_t seed);

/// Of one wave; replicated. A comparison of pair p helps against challenger j by the divergence of its
/// outcome under scores at which j is level with the leader (to second order), and challengers count by
/// e^-Z_j, Z_j the likelihood ratio; what the wave has already chosen is counted as if it was compared.
class LinearDesign {
 public:
  /// @param features     [K, d]
  /// @param challengers  not empty, none of them the leader
  LinearDesign(const RowMatrix<double>& features, const ConfidenceRegion& region, CandidateId leader,
               std::vector<CandidateId> challengers);

  /// [d, few]: V^-1 (x_leader - x_j) of the challengers that count most; pairs that tell most along these are
  /// worth looking at.
  Eigen::MatrixXd directions() const;
  /// The pairs among `pairs` that help most now, `count` at most, in increasing order.
  std::vector<Pair> best_of(std::span<const Pair> pairs, std::size_t count) const;

  /// The next wave. One comparison in 16 is of the leader with a close challenger, in turn, whatever it
  /// tells: these show where the model does not hold.
  /// @param pool     not empty
  /// @param before   comparisons so far
  std::vector<std::pair<Pair, CandidateId>> choose(std::span<const Pair> pool, std::uint64_t before,
                                                   std::uint64_t size);

 private:
  Eigen::MatrixXd contrasts(std::span<const Pair> pairs) const;  ///< [d, pairs]
  Vector help(const Eigen::MatrixXd& contrasts) const;           ///< of each of these pairs
  void add(const Vector& contrast, double count);
  void renew();

  const RowMatrix<double>& features_;
  const Vector& coefficients_;
  CandidateId leader_;
  std::vector<CandidateId> challengers_;
  Eigen::MatrixXd information_;  // with the ridge
  Eigen::MatrixXd rivals_;       // x_leader - x_j, [d, challengers]
  Eigen::MatrixXd solved_;       // V^-1 of these
  Eigen::ArrayXd shift_;         // by which a pair's difference moves a unit of <z, solved>
  Eigen::ArrayXd weight_;        // e^-Z_j, adds up to 1
};

}  // namespace megabandit
