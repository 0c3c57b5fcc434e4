#include "sentences/methods/clusters.hpp"

#include <algorithm>
#include <vector>

#include "sentences/benchmark/draws.hpp"

namespace megabandit {
namespace {

constexpr int kIterations = 100;

Eigen::VectorXf squared_distances(const RowMatrix<float>& rows, const Eigen::RowVectorXf& centre) {
  return (rows.rowwise() - centre).rowwise().squaredNorm();
}

/// Each further start with a chance that grows as its squared distance from the nearest start so far.
RowMatrix<float> starts(const RowMatrix<float>& rows, Eigen::Index count, std::uint64_t seed) {
  RowMatrix<float> centres(count, rows.cols());
  Eigen::VectorXf nearest = Eigen::VectorXf::Ones(rows.rows());
  for (Eigen::Index c = 0; c < count; ++c) {
    const double share = uniform(draw_name(seed, Purpose::cluster, static_cast<std::uint64_t>(c)));
    if (nearest.maxCoeff() <= 0) return centres.topRows(c);  // no more distinct rows
    centres.row(c) = rows.row(action_at({nearest.data(), static_cast<std::size_t>(nearest.size())}, share));
    const Eigen::VectorXf distances = squared_distances(rows, centres.row(c));
    nearest = c == 0 ? distances : Eigen::VectorXf(nearest.cwiseMin(distances));
  }
  return centres;
}

void assign(const RowMatrix<float>& rows, Clusters& clusters) {
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    Eigen::Index nearest = 0;
    squared_distances(clusters.centres, rows.row(i)).minCoeff(&nearest);
    clusters.of_action[static_cast<std::size_t>(i)] = static_cast<std::uint32_t>(nearest);
  }
}

/// A cluster without members keeps its centre.
void move_centres(const RowMatrix<float>& rows, Clusters& clusters) {
  RowMatrix<float> sums = RowMatrix<float>::Zero(clusters.count(), rows.cols());
  Eigen::VectorXf members = Eigen::VectorXf::Zero(clusters.count());
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    sums.row(clusters.of_action[static_cast<std::size_t>(i)]) += rows.row(i);
    members[clusters.of_action[static_cast<std::size_t>(i)]] += 1;
  }
  for (Eigen::Index c = 0; c < clusters.count(); ++c)
    if (members[c] > 0) clusters.centres.row(c) = sums.row(c) / members[c];
}

}  // namespace

RowMatrix<float> Clusters::sums(const RowMatrix<float>& values) const {
  RowMatrix<float> sums = RowMatrix<float>::Zero(values.rows(), count());
  for (Eigen::Index i = 0; i < values.rows(); ++i)
    for (Eigen::Index a = 0; a < values.cols(); ++a)
      sums(i, of_action[static_cast<std::size_t>(a)]) += values(i, a);
  return sums;
}

Clusters cluster_actions(const RowMatrix<float>& embeddings, std::uint64_t count, std::uint64_t seed) {
  const Eigen::Index most = std::max<Eigen::Index>(1, embeddings.rows() / 2);
  Clusters clusters;
  clusters.of_action.resize(static_cast<std::size_t>(embeddings.rows()));
  clusters.centres = starts(embeddings, std::min(most, static_cast<Eigen::Index>(count)), seed);
  for (int i = 0; i < kIterations; ++i) {
    const std::vector<std::uint32_t> before = clusters.of_action;
    assign(embeddings, clusters);
    if (i > 0 && before == clusters.of_action) break;
    move_centres(embeddings, clusters);
  }
  return clusters;
}

}  // namespace megabandit
