#include "compare/bradley_terry/sparse_fit.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "base/range.hpp"
#include "comm/collect.hpp"
#include "compare/bradley_terry/logistic.hpp"
#include "compare/ownership.hpp"
#include "optimizer/conjugate_gradients.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kSteps = 100;      // of Newton; some ten are usual
constexpr std::uint64_t kProducts = 1000;  // of a system
constexpr double kGradient = 1e-10;        // of the comparisons of who has most: rounding errors are below
constexpr double kLongest = 4;             // of a step, in log-odds
constexpr double kEnough = 1e-4;           // of the growth that a step promises (Armijo)
constexpr double kRounding = 1e-11;        // of a sum of likelihoods
constexpr int kHalvings = 40;

/// A candidate of this rank against one that it met.
struct Meeting {
  std::uint32_t own, other;
  double wins, losses;
};

/// The meetings of own candidates, row by row, opponents increasing.
class Meetings {
 public:
  Meetings(Communicator& comm, std::uint64_t candidates, const std::vector<MetPair>& pairs)
      : own_(owned_candidates(candidates, comm.rank(), comm.size())), rows_(own_.size() + 1) {
    gather(comm, candidates, pairs);
    for (const Meeting& one : meetings_) ++rows_[one.own - own_.first + 1];
    for (std::size_t i = 1; i < rows_.size(); ++i) rows_[i] += rows_[i - 1];
  }

  Range own() const { return own_; }
  Eigen::Index size() const { return static_cast<Eigen::Index>(own_.size()); }
  std::span<const Meeting> of(Eigen::Index row) const {
    const auto i = static_cast<std::size_t>(row);
    return std::span(meetings_).subspan(rows_[i], rows_[i + 1] - rows_[i]);
  }
  std::size_t number(const Meeting& one) const { return static_cast<std::size_t>(&one - meetings_.data()); }
  std::size_t count() const { return meetings_.size(); }

 private:
  // Both owners of a pair have it. Counts of one pair from several ranks add exactly.
  void gather(Communicator& comm, std::uint64_t candidates, const std::vector<MetPair>& pairs) {
    std::vector<std::vector<Meeting>> to(static_cast<std::size_t>(comm.size()));
    const auto send = [&](CandidateId own, CandidateId other, std::uint64_t wins, std::uint64_t losses) {
      to[owner(own, candidates, comm.size())].push_back(
          {own.value, other.value, static_cast<double>(wins), static_cast<double>(losses)});
    };
    for (const MetPair& met : pairs) {
      send(met.pair.a, met.pair.b, met.a_wins, met.b_wins);
      send(met.pair.b, met.pair.a, met.b_wins, met.a_wins);
    }
    std::vector<Bytes> outgoing;
    for (const auto& meetings : to) {
      const auto bytes = std::as_bytes(std::span(meetings));
      outgoing.emplace_back(bytes.begin(), bytes.end());
    }
    meetings_ = joined<Meeting>(comm.exchange(std::move(outgoing)));
    merge();
  }

  static std::size_t owner(CandidateId candidate, std::uint64_t candidates, int ranks) {
    int rank = static_cast<int>(candidate.value * static_cast<std::uint64_t>(ranks) / candidates);
    while (owned_candidates(candidates, rank, ranks).last <= candidate.value) ++rank;
    while (owned_candidates(candidates, rank, ranks).first > candidate.value) --rank;
    return static_cast<std::size_t>(rank);
  }

  void merge() {
    std::ranges::sort(meetings_, {}, [](const Meeting& one) { return std::pair(one.own, one.other); });
    std::size_t kept = 0;
    for (const Meeting& one : meetings_) {
      if (kept > 0 && meetings_[kept - 1].own == one.own && meetings_[kept - 1].other == one.other) {
        meetings_[kept - 1].wins += one.wins;
        meetings_[kept - 1].losses += one.losses;
      } else {
        meetings_[kept++] = one;
      }
    }
    meetings_.resize(kept);
  }

  Range own_;
  std::vector<Meeting> meetings_;
  std::vector<std::size_t> rows_;
};

/// The penalised likelihood about one point.
class Landscape {
 public:
  Landscape(Communicator& comm, const Meetings& meetings, double ridge)
      : comm_(comm),
        meetings_(meetings),
        ridge_(ridge),
        space_(0, kCandidatesPerRun, &comm),
        curvature_(meetings.count()),
        gradient_(meetings.size()),
        diagonal_(meetings.size()) {}

  const Space& space() const { return space_; }
  const Vector& gradient() const { return gradient_; }
  const Vector& diagonal() const { return diagonal_; }  ///< of the Hessian of the negative

  /// @collective
  double value(const Vector& scores) const {
    const Vector all = everyone(scores);
    Vector rows(meetings_.size());
    for (Eigen::Index i = 0; i < rows.size(); ++i) {
      rows[i] = -ridge_ / 2 * scores[i] * scores[i];
      for (const Meeting& met : meetings_.of(i))
        if (met.own < met.other) rows[i] += log_likelihood(met, scores[i] - all[met.other]);
    }
    return space_.dot(rows, Vector::Ones(rows.size()));
  }

  /// @collective  Gradient and Hessian at `scores`.
  void move_to(const Vector& scores) {
    const Vector all = everyone(scores);
    gradient_ = -ridge_ * scores;
    diagonal_.setConstant(ridge_);
    for (Eigen::Index i = 0; i < gradient_.size(); ++i)
      for (const Meeting& met : meetings_.of(i)) {
        const double p = win_probability(scores[i] - all[met.other]), games = met.wins + met.losses;
        gradient_[i] += met.wins - games * p;
        diagonal_[i] += curvature_[meetings_.number(met)] = games * p * (1 - p);
      }
  }

  /// @collective  Hessian of the negative times v.
  Vector product(const Vector& v) const {
    const Vector all = everyone(v);
    Vector rows = ridge_ * v;
    for (Eigen::Index i = 0; i < rows.size(); ++i)
      for (const Meeting& met : meetings_.of(i))
        rows[i] += curvature_[meetings_.number(met)] * (v[i] - all[met.other]);
    return rows;
  }

 private:
  static double log_likelihood(const Meeting& met, double difference) {
    return -met.wins * log_partition(-difference) - met.losses * log_partition(difference);
  }

  Vector everyone(const Vector& own) const {
    const std::vector<double> all =
        all_gather_values<double>(comm_, {own.data(), static_cast<std::size_t>(own.size())});
    return Vector::Map(all.data(), static_cast<Eigen::Index>(all.size()));
  }

  Communicator& comm_;
  const Meetings& meetings_;
  double ridge_;
  Space space_;
  std::vector<double> curvature_;  // one a meeting
  Vector gradient_, diagonal_;
};

/// The Newton step, its system scaled to a diagonal of ones. @collective
Vector newton_step(const Landscape& landscape, SparseFit& fit) {
  const Vector scale = landscape.diagonal().cwiseSqrt().cwiseInverse();
  const Vector right = scale.cwiseProduct(landscape.gradient());
  // As exact as the gradient is small: the last steps converge quadratically.
  const double residual = std::min(0.1, landscape.space().norm(right));
  ConjugateGradients system;
  system.begin(right, landscape.space(), {residual, kProducts});
  while (system.going_on()) {
    const Vector direction = scale.cwiseProduct(system.direction());
    system.take(scale.cwiseProduct(landscape.product(direction)), landscape.space());
    ++fit.products;
  }
  Vector step = scale.cwiseProduct(system.solution());
  const double longest = landscape.space().max_abs(step);
  return longest > kLongest ? step * (kLongest / longest) : step;
}

/// @collective  Whether a part of the step makes the likelihood larger; takes it.
bool climb(const Landscape& landscape, const Vector& step, Vector& scores) {
  const double before = landscape.value(scores);
  const double promised = landscape.space().dot(landscape.gradient(), step);
  if (promised <=
      kRounding * std::abs(before)) {  // values tell nothing any more; near the top steps are safe
    scores += step;
    return true;
  }
  double part = 1;
  for (int i = 0; i < kHalvings; ++i, part /= 2)
    if (landscape.value(scores + part * step) > before + kEnough * part * promised) {
      scores += part * step;
      return true;
    }
  return false;  // rounding errors alone are left
}

double most_comparisons(const Meetings& meetings, Communicator& comm) {
  double most = 1;
  for (Eigen::Index i = 0; i < meetings.size(); ++i) {
    double games = 0;
    for (const Meeting& met : meetings.of(i)) games += met.wins + met.losses;
    most = std::max(most, games);
  }
  return max_value(comm, most);
}

}  // namespace

SparseFit fit_sparse(Communicator& comm, std::uint64_t candidates, const std::vector<MetPair>& pairs,
                     double ridge) {
  const Meetings meetings(comm, candidates, pairs);
  Landscape landscape(comm, meetings, ridge);
  SparseFit fit;
  fit.scores = Vector::Zero(meetings.size());
  const double small = kGradient * most_comparisons(meetings, comm);
  for (; fit.steps < kSteps; ++fit.steps) {
    landscape.move_to(fit.scores);
    fit.gradient = landscape.space().max_abs(landscape.gradient());
    if (fit.gradient <= small || !climb(landscape, newton_step(landscape, fit), fit.scores)) break;
  }
  fit.standard_errors = landscape.diagonal().cwiseSqrt().cwiseInverse();
  return fit;
}

}  // namespace megabandit
