#include "compare/bradley_terry/hub_graph.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/error.hpp"

namespace megabandit {

HubGraph::HubGraph(Eigen::Index candidates, std::vector<CandidateId> hubs)
    : hubs_(std::move(hubs)), place_(static_cast<std::size_t>(candidates), -1) {
  for (std::size_t i = 0; i < hubs_.size(); ++i) place_[hubs_[i].value] = static_cast<Eigen::Index>(i);
  for (std::uint32_t j = 0; j < place_.size(); ++j) {
    if (place_[j] >= 0) continue;
    place_[j] = -1 - static_cast<Eigen::Index>(leaves_.size());
    leaves_.push_back(CandidateId(j));
  }
}

void HubGraph::conduct(const std::vector<Pair>& pairs, const Eigen::ArrayXd& conductances, double ridge) {
  const auto h = static_cast<Eigen::Index>(hubs_.size()), n = static_cast<Eigen::Index>(leaves_.size());
  Eigen::MatrixXd schur = ridge * Eigen::MatrixXd::Identity(h, h);
  to_hubs_ = RowMatrix<double>::Zero(n, h);
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    auto one = place_[pairs[p].a.value], other = place_[pairs[p].b.value];
    if (one < 0) std::swap(one, other);
    if (one < 0)
      throw InternalError(fmt::format("candidates {} and {} were compared, neither of which is a hub",
                                      pairs[p].a.value, pairs[p].b.value));
    const double conductance = conductances[static_cast<Eigen::Index>(p)];
    schur(one, one) += conductance;
    if (other < 0) {
      to_hubs_(-1 - other, one) += conductance;
      continue;
    }
    schur(other, other) += conductance;
    schur(one, other) -= conductance;
    schur(other, one) -= conductance;
  }
  total_ = to_hubs_.rowwise().sum().array() + ridge;
  const double scale = schur.diagonal().mean();  // without leaves; with them it may be nothing but rounding
  schur -= to_hubs_.transpose() * total_.cwiseInverse().asDiagonal() * to_hubs_;
  floating_ = ridge == 0;
  if (floating_) schur.array() += scale / static_cast<double>(h);
  hubs_only_.compute(schur);
  if (hubs_only_.info() != Eigen::Success)
    throw InternalError("the candidates are not joined by comparisons: use a ridge");
}

Vector HubGraph::solve(const Vector& v) const {
  Vector on_hubs(hubs_.size()), on_leaves(leaves_.size());
  for (std::size_t i = 0; i < hubs_.size(); ++i) on_hubs[static_cast<Eigen::Index>(i)] = v[hubs_[i].value];
  for (std::size_t j = 0; j < leaves_.size(); ++j)
    on_leaves[static_cast<Eigen::Index>(j)] = v[leaves_[j].value];
  const Vector at_hubs = hubs_only_.solve(on_hubs + to_hubs_.transpose() * on_leaves.cwiseQuotient(total_));
  const Vector at_leaves = (on_leaves + to_hubs_ * at_hubs).cwiseQuotient(total_);
  Vector x(v.size());
  for (std::size_t i = 0; i < hubs_.size(); ++i) x[hubs_[i].value] = at_hubs[static_cast<Eigen::Index>(i)];
  for (std::size_t j = 0; j < leaves_.size(); ++j)
    x[leaves_[j].value] = at_leaves[static_cast<Eigen::Index>(j)];
  if (floating_) x.array() -= x.mean();
  return x;
}

HubGraph::Ends HubGraph::ends(CandidateId candidate) const {
  const Eigen::Index place = place_[candidate.value];
  if (place >= 0) return {Vector::Unit(static_cast<Eigen::Index>(hubs_.size()), place), 0};
  const double total = total_[-1 - place];
  return {to_hubs_.row(-1 - place).transpose() / total, 1 / total};
}

double HubGraph::resistance(CandidateId one, CandidateId other) const {
  if (one == other) return 0;
  const Ends from = ends(one), to = ends(other);
  const Vector difference = from.on_hubs - to.on_hubs;
  return from.alone + to.alone + difference.dot(hubs_only_.solve(difference));
}

Fit fit_on_hubs(const LinearScores& model, const Likelihood& likelihood, const std::vector<CandidateId>& hubs,
                double ridge, const Vector& start, const NewtonLimits& limits) {
  HubGraph graph(model.candidates(), hubs);
  return maximise(model, likelihood, ridge, start, limits,
                  [&](const Eigen::ArrayXd& curvatures, const Vector& gradient, const Vector&) {
                    graph.conduct(likelihood.pairs(), curvatures, ridge);
                    return graph.solve(gradient);
                  });
}

}  // namespace megabandit
