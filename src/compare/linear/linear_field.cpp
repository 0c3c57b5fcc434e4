#include "compare/linear/linear_field.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "compare/ownership.hpp"

namespace megabandit {
namespace {

CandidateId candidate_of(std::uint64_t i) { return CandidateId{static_cast<std::uint32_t>(i)}; }

/// Calls `visit` for every run of `own`. Products are made of whole runs: their bits do not depend on ranks.
template <class Visit>
void for_each_run(Range own, Visit visit) {
  for (std::uint64_t first = own.first; first < own.last; first += kCandidatesPerRun)
    visit(Range{first, std::min(first + kCandidatesPerRun, own.last)});
}

auto rows_of(const RowMatrix<double>& features, Range run) {
  return features.middleRows(static_cast<Eigen::Index>(run.first), static_cast<Eigen::Index>(run.size()));
}

std::vector<Beside> beside_of(const RowMatrix<double>& features, const std::vector<CandidateId>& some,
                              const ConfidenceRegion& region, CandidateId leader) {
  Eigen::MatrixXd contrasts(features.cols(), static_cast<Eigen::Index>(some.size()));
  for (std::size_t i = 0; i < some.size(); ++i)
    contrasts.col(static_cast<Eigen::Index>(i)) =
        (features.row(leader.value) - features.row(some[i].value)).transpose();
  const Vector gaps = contrasts.transpose() * region.centre();
  region.curvature().matrixL().solveInPlace(contrasts);
  std::vector<Beside> all(some.size());
  for (std::size_t i = 0; i < some.size(); ++i)
    all[i] = {gaps[static_cast<Eigen::Index>(i)], contrasts.col(static_cast<Eigen::Index>(i)).norm()};
  return all;
}

void keep_closest(std::vector<Challenger>& some, std::size_t most) {
  if (some.size() <= most) return;
  std::ranges::nth_element(some, some.begin() + static_cast<std::ptrdiff_t>(most), closer);
  some.resize(most);
}

}  // namespace

bool closer(const Challenger& one, const Challenger& other) {
  return std::tuple(one.ratio, one.candidate) < std::tuple(other.ratio, other.candidate);
}

void Front::merge(const Front& other) {
  if (other.open > 0 && (open == 0 || other.score > score)) {
    score = other.score;
    candidate = other.candidate;
  }
  open += other.open;
}

void LeastRefuted::merge(const LeastRefuted& other) {
  if (other.any && (!any || other.evidence < evidence)) *this = other;
}

LinearField::LinearField(const RowMatrix<double>& features, Range own, double delta)
    : features_(features), own_(own), threshold_(-std::log(delta)), evidence_(own.size()) {}

void LinearField::raise(CandidateId own, double evidence) {
  evidence_[at(own)] = std::max(evidence_[at(own)], evidence);
}

Front LinearField::front(const Vector& coefficients) const {
  Front front;
  for_each_run(own_, [&](Range run) {
    const Vector scores = rows_of(features_, run) * coefficients;
    for (std::uint64_t i = run.first; i < run.last; ++i)
      if (open(candidate_of(i)))
        front.merge({1, scores[static_cast<Eigen::Index>(i - run.first)], candidate_of(i)});
  });
  return front;
}

std::vector<Challenger> LinearField::test(const ConfidenceRegion& region, CandidateId leader,
                                          std::size_t most) {
  std::vector<Challenger> challengers;
  for_each_run(own_, [&](Range run) {
    std::vector<CandidateId> rivals;
    for (std::uint64_t i = run.first; i < run.last; ++i)
      if (candidate_of(i) != leader && open(candidate_of(i))) rivals.push_back(candidate_of(i));
    if (rivals.empty()) return;
    const std::vector<Beside> all = beside_of(features_, rivals, region, leader);
    for (std::size_t i = 0; i < rivals.size(); ++i) {
      const auto [gap, distance] = all[i];
      raise(rivals[i], region.certified(gap, distance));
      if (!open(rivals[i])) continue;
      const double move = gap > 0 && distance > 0 ? gap / distance : 0;
      challengers.push_back(
          {move * move / 2, region.expected(gap, distance), evidence(rivals[i]), rivals[i]});
    }
    keep_closest(challengers, most);
  });
  return challengers;
}

LeastRefuted LinearField::least_refuted(CandidateId leader) const {
  LeastRefuted least;
  for (std::uint64_t i = own_.first; i < own_.last; ++i)
    if (candidate_of(i) != leader) least.merge({evidence(candidate_of(i)), candidate_of(i), true});
  return least;
}

PairStrips LinearField::strips(const Vector& coefficients, const Eigen::MatrixXd& directions) const {
  Eigen::MatrixXd columns(directions.rows(), directions.cols() + 1);
  columns << directions, coefficients;
  const auto width = static_cast<std::size_t>(directions.cols());
  PairStrips strips(width);
  for_each_run(own_, [&](Range run) {
    const RowMatrix<double> products = rows_of(features_, run) * columns;
    for (std::uint64_t i = run.first; i < run.last; ++i) {
      const double* row = products.data() + (i - run.first) * (width + 1);
      strips.add(candidate_of(i), row[width], {row, width});
    }
  });
  return strips;
}

std::vector<Beside> LinearField::beside(const ConfidenceRegion& region, CandidateId leader) const {
  std::vector<Beside> all;
  for_each_run(own_, [&](Range run) {
    std::vector<CandidateId> some;
    for (std::uint64_t i = run.first; i < run.last; ++i) some.push_back(candidate_of(i));
    const std::vector<Beside> here = beside_of(features_, some, region, leader);
    all.insert(all.end(), here.begin(), here.end());
  });
  return all;
}

void LinearField::save(SavedState& state) const {
  state.arrays["linear.evidence"] =
      Vector::Map(evidence_.data(), static_cast<Eigen::Index>(evidence_.size()));
}

void LinearField::load(const SavedState& state) {
  const Vector& evidence = state.arrays.at("linear.evidence");
  evidence_.assign(evidence.begin(), evidence.end());
}

}  // namespace megabandit
