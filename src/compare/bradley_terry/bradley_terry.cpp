#include "compare/bradley_terry/bradley_terry.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "compare/bradley_terry/logistic.hpp"

namespace megabandit {
namespace {

constexpr NewtonLimits kNear{.steps = 100, .missing = 1e-12};
// Of what only bounds the likelihood: what is missing is added.
constexpr NewtonLimits kNearEnough{.steps = 100, .missing = 1e-9};

RowMatrix<double> checked(RowMatrix<double> features) {
  if (features.rows() < 2 || features.cols() < 1)
    throw DataError(
        fmt::format("features of {} candidates with {} columns: comparing needs two candidates or more "
                    "and a column or more",
                    features.rows(), features.cols()));
  for (Eigen::Index row = 0; row < features.rows(); ++row)
    for (Eigen::Index column = 0; column < features.cols(); ++column)
      if (!std::isfinite(features(row, column)))
        throw DataError(fmt::format("feature {} of candidate {} is {}: features must be finite numbers",
                                    column, row, features(row, column)));
  return features;
}

}  // namespace

BradleyTerry::BradleyTerry(RowMatrix<double> features, const RidgeSettings& ridge)
    : model_(checked(std::move(features))), ridge_(ridge), coefficients_(Vector::Zero(model_.dimension())) {}

void BradleyTerry::observe(const Wave& wave, std::span<const PairTotals> totals, const PairCounts& after) {
  const Vector before = scores();
  for (std::size_t i = 0; i < totals.size(); ++i) {
    const Pair pair = wave.planned[i].pair;
    const double s = before[pair.a.value] - before[pair.b.value];
    plug_in_ -= static_cast<double>(totals[i].a_wins) * log_partition(-s) +
                static_cast<double>(totals[i].b_wins) * log_partition(s);
  }
  likelihood_ = Likelihood(after);
  coefficients_ = fit(model_, likelihood_, ridge_.design, coefficients_, kNear).coefficients;
  asked_.reset();
}

CandidateId BradleyTerry::leader() const {
  Eigen::Index best = 0;
  scores().maxCoeff(&best);
  return CandidateId(static_cast<std::uint32_t>(best));
}

BradleyTerry::Asked& BradleyTerry::asked() const {
  if (!asked_) {
    Asked asked;
    asked.fit = fit(model_, likelihood_, ridge_.stopping, coefficients_, kNear);
    asked.likelihood = likelihood_.value(model_.scores(asked.fit.coefficients));
    asked.curvature = factored_curvature(model_, likelihood_, ridge_.stopping, asked.fit.coefficients);
    asked.refuted.resize(static_cast<std::size_t>(model_.candidates()));
    asked_ = std::move(asked);
  }
  return *asked_;
}

Vector BradleyTerry::quadratic_minimiser(const Vector& contrast) const {
  const Vector& best = asked().fit.coefficients;
  const Vector moved = asked().curvature.solve(contrast);
  return best - moved * (contrast.dot(best) / contrast.dot(moved));
}

double BradleyTerry::quadratic_ratio(CandidateId j) const {
  std::vector<double>& known = asked().quadratic;
  if (known.empty()) known = quadratic_ratios();
  return known[j.value];
}

// One solve for all is much faster than one for each.
std::vector<double> BradleyTerry::quadratic_ratios() const {
  const CandidateId ahead = leader();
  Eigen::MatrixXd contrasts(model_.dimension(), model_.candidates());
  for (std::uint32_t j = 0; j < model_.candidates(); ++j)
    contrasts.col(j) = model_.contrast(ahead, CandidateId(j));
  const Eigen::MatrixXd moved = asked().curvature.solve(contrasts);
  std::vector<double> ratios(static_cast<std::size_t>(model_.candidates()), 0.0);
  for (std::uint32_t j = 0; j < model_.candidates(); ++j)
    if (const double gap = contrasts.col(j).dot(asked().fit.coefficients); gap > 0)
      ratios[j] = gap * gap / (2 * contrasts.col(j).dot(moved.col(j)));
  return ratios;
}

double BradleyTerry::refuted_likelihood(CandidateId j) const {
  std::optional<double>& known = asked().refuted[j.value];
  if (known) return *known;
  const Vector contrast = model_.contrast(leader(), j);
  const Fit& free = asked().fit;
  // The leader is that of another ridge: where j is ahead in this fit, the constraint does not bind.
  const bool binds = contrast.dot(free.coefficients) > 0;
  const Fit best = binds ? fit_on_plane(model_, likelihood_, ridge_.stopping, contrast,
                                        quadratic_minimiser(contrast), kNearEnough)
                         : free;
  known = best.penalised + best.missing + ridge_.stopping * ridge_.squared_norm / 2;
  return *known;
}

double BradleyTerry::likelihood_ratio(CandidateId j) const {
  return asked().likelihood - refuted_likelihood(j);
}

double BradleyTerry::mixture() const {
  std::optional<double>& known = asked().mixture;
  if (!known) known = mixture_likelihood(model_, likelihood_, ridge_.design, coefficients_);
  return *known;
}

double BradleyTerry::kn(CandidateId j) const { return mixture() - refuted_likelihood(j); }

double BradleyTerry::preq(CandidateId j) const { return plug_in_ - refuted_likelihood(j); }

void BradleyTerry::save(SavedState& state) const {
  const auto& pairs = likelihood_.pairs();
  const auto size = static_cast<Eigen::Index>(pairs.size());
  Vector a(size), b(size);
  for (Eigen::Index p = 0; p < size; ++p) {
    a[p] = pairs[static_cast<std::size_t>(p)].a.value;
    b[p] = pairs[static_cast<std::size_t>(p)].b.value;
  }
  state.arrays["bradley_terry.pair_a"] = a;
  state.arrays["bradley_terry.pair_b"] = b;
  state.arrays["bradley_terry.decided"] = likelihood_.weights();
  state.arrays["bradley_terry.a_wins"] = likelihood_.wins();
  state.arrays["bradley_terry.coefficients"] = coefficients_;
  state.numbers["bradley_terry.plug_in"] = plug_in_;
}

void BradleyTerry::load(const SavedState& state) {
  const Vector& a = state.arrays.at("bradley_terry.pair_a");
  const Vector& b = state.arrays.at("bradley_terry.pair_b");
  std::vector<Pair> pairs;
  for (Eigen::Index p = 0; p < a.size(); ++p)
    pairs.push_back(
        {CandidateId(static_cast<std::uint32_t>(a[p])), CandidateId(static_cast<std::uint32_t>(b[p]))});
  likelihood_ = Likelihood(std::move(pairs), state.arrays.at("bradley_terry.decided"),
                           state.arrays.at("bradley_terry.a_wins"));
  coefficients_ = state.arrays.at("bradley_terry.coefficients");
  plug_in_ = state.numbers.at("bradley_terry.plug_in");
  asked_.reset();
}

}  // namespace megabandit
