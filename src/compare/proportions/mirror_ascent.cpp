#include "compare/proportions/mirror_ascent.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

namespace megabandit {
namespace {

constexpr double kFirstRate = 0.5, kLeastRate = 1e-3, kGreatestRate = 1;
constexpr double kFaster = 1.5, kSlower = 1.0 / 3;
constexpr double kLongestStep = 5;  // of a gradient below the largest one
// Softening, in units of the least divergence: it falls like 1 / steps.
constexpr double kFirstTemperature = 0.1, kLastTemperature = 0.01, kHalfTime = 15;

/// The rivals with the least divergences to second order, least first.
std::vector<Eigen::Index> easiest_to_confuse(const Vector& divergence, int count) {
  std::vector<Eigen::Index> rivals(static_cast<std::size_t>(divergence.size()));
  std::iota(rivals.begin(), rivals.end(), Eigen::Index{0});
  const auto end = rivals.begin() + std::min<std::ptrdiff_t>(count, divergence.size());
  std::ranges::partial_sort(rivals, end, {}, [&](Eigen::Index j) { return std::pair(divergence[j], j); });
  rivals.erase(end, rivals.end());
  return rivals;
}

}  // namespace

MirrorAscent::MirrorAscent(Eigen::Index pairs, const MirrorAscentSettings& settings)
    : settings_(settings),
      weights_(Eigen::ArrayXd::Constant(pairs, 1 / static_cast<double>(pairs))),
      rate_(kFirstRate) {}

MirrorAscent::Looked MirrorAscent::look(const StructuredProblem& problem,
                                        const Eigen::ArrayXd& weights) const {
  const SecondOrder known = problem.second_order(weights);
  const auto rivals = easiest_to_confuse(known.divergence, settings_.rivals);
  Looked looked;
  looked.gains.resize(weights.size(), static_cast<Eigen::Index>(rivals.size()));
  for (std::size_t r = 0; r < rivals.size(); ++r)
    looked.gains.col(static_cast<Eigen::Index>(r)) =
        problem.divergences(problem.model().scores(problem.one_step(known, rivals[r])));
  looked.values = looked.gains.transpose() * weights.matrix();
  return looked;
}

double MirrorAscent::temperature() const {
  return std::max(kLastTemperature, kFirstTemperature / (1 + steps_ / kHalfTime));
}

/// Weights after a step from here at the rate.
Eigen::ArrayXd MirrorAscent::stepped(const Looked& here) const {
  const double least = here.values.minCoeff();
  const Vector trust = ((1 - here.values.array() / least) / temperature()).exp();
  const Eigen::ArrayXd slope = (here.gains * trust).array() / (trust.sum() * least) -
                               settings_.regularisation * weights_ / weights_.square().sum();
  Eigen::ArrayXd next = weights_ * (rate_ * (slope - slope.maxCoeff()).max(-kLongestStep)).exp();
  // A floor, not a mixture: at the optimum it changes nothing, so that short steps do not lose.
  next = (next / next.sum()).max(settings_.least_weight / static_cast<double>(next.size()));
  return next / next.sum();
}

void MirrorAscent::climb(const StructuredProblem& problem, int steps) {
  if (problem.gaps().size() == 0 || problem.gaps().minCoeff() <= 1e-12) return;
  if (best_ != problem.best()) steps_ = 0;
  best_ = problem.best();
  rate_ = std::max(rate_, 0.1 * kFirstRate);  // what was optimal no longer is
  Looked here = look(problem, weights_);
  for (int step = 0; step < steps; ++step, ++steps_) {
    const double least = here.values.minCoeff();
    const auto height = [&](const Looked& place, const Eigen::ArrayXd& weights) {
      return -temperature() * std::log(((1 - place.values.array() / least) / temperature()).exp().sum()) -
             settings_.regularisation / 2 * std::log(weights.square().sum());
    };
    Eigen::ArrayXd next = stepped(here);
    Looked there = look(problem, next);
    if (height(there, next) < height(here, weights_)) {
      rate_ = std::max(rate_ * kSlower, kLeastRate);
      continue;
    }
    rate_ = std::min(rate_ * kFaster, kGreatestRate);
    weights_ = std::move(next);
    here = std::move(there);
  }
}

void MirrorAscent::save(SavedState& state) const {
  state.arrays["rule.ascent_weights"] = weights_;
  state.numbers["rule.ascent_rate"] = rate_;
  state.numbers["rule.ascent_steps"] = steps_;
  state.numbers["rule.ascent_best"] = best_.value;
}

void MirrorAscent::load(const SavedState& state) {
  weights_ = state.arrays.at("rule.ascent_weights");
  rate_ = state.numbers.at("rule.ascent_rate");
  steps_ = static_cast<int>(state.numbers.at("rule.ascent_steps"));
  best_ = CandidateId(static_cast<std::uint32_t>(state.numbers.at("rule.ascent_best")));
}

}  // namespace megabandit
