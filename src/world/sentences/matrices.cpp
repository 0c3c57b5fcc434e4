#include "world/sentences/matrices.hpp"

#include "base/random.hpp"
#include "config/choice.hpp"
#include "world/random_matrix.hpp"
#include "world/sentences/released_random.hpp"
#include "world/sentences/sentence_world.hpp"

namespace megabandit {
namespace {

struct Shapes {
  explicit Shapes(const SentenceWorldSettings& world)
      : actions(static_cast<Eigen::Index>(world.actions)),
        clusters(static_cast<Eigen::Index>(world.clusters)),
        d(static_cast<Eigen::Index>(world.dimensions)),
        e(world.output_dimensions == 0 ? d : static_cast<Eigen::Index>(world.output_dimensions)) {}
  Eigen::Index actions, clusters, d, e;
};

/// Clusters are runs of actions whose sizes differ by at most one.
RowMatrix<float> around(const RowMatrix<double>& centres, RowMatrix<double> strays, double spread) {
  strays *= spread;
  for (Eigen::Index a = 0; a < strays.rows(); ++a)
    strays.row(a) += centres.row(a * centres.rows() / strays.rows());
  return strays.cast<float>();
}

SentenceMatrices released(const SentenceWorldSettings& world, std::uint64_t seed) {
  const Shapes shapes(world);
  SentenceMatrices matrices;
  ReleasedRandom contexts(seed), actions(seed), outputs(seed), rewards(seed);
  matrices.context_factor = contexts.uniforms(2 * shapes.d, 2 * shapes.d, -1, 1).transpose();
  if (world.clusters == 0) {
    matrices.embeddings = actions.normals(shapes.actions, shapes.d).cast<float>();
  } else {
    const RowMatrix<double> centres = actions.normals(shapes.clusters, shapes.d);
    matrices.embeddings = around(centres, actions.normals(shapes.actions, shapes.d), world.cluster_spread);
  }
  matrices.output_query = outputs.normals(shapes.d, shapes.e);
  matrices.output_action = outputs.normals(shapes.d, shapes.e);
  matrices.output_offset = outputs.normals(1, 1)(0, 0);
  matrices.reward_user = rewards.normals(shapes.d, shapes.e);
  matrices.reward_query = rewards.normals(shapes.d, shapes.e);
  return matrices;
}

RowMatrix<double> uniform_entries(std::uint64_t seed, WorldDraw draw, Eigen::Index size) {
  RowMatrix<double> matrix(size, size);
  for (Eigen::Index i = 0; i < size; ++i)
    for (Eigen::Index k = 0; k < size; ++k)
      matrix(i, k) =
          2 * uniform({seed, Stream::world, static_cast<std::uint32_t>(draw), static_cast<std::uint64_t>(i)},
                      static_cast<std::uint32_t>(k)) -
          1;
  return matrix;
}

SentenceMatrices independent(const SentenceWorldSettings& world, std::uint64_t seed) {
  const Shapes shapes(world);
  const auto normals = [&](WorldDraw draw, Eigen::Index rows, Eigen::Index columns) {
    return normal_rows(seed, draw, 0, rows, columns);
  };
  SentenceMatrices matrices;
  matrices.context_factor = uniform_entries(seed, WorldDraw::context_factor, 2 * shapes.d);
  RowMatrix<double> embeddings = normals(WorldDraw::sentence_embedding, shapes.actions, shapes.d);
  matrices.embeddings = world.clusters == 0
                            ? embeddings.cast<float>()
                            : around(normals(WorldDraw::sentence_centre, shapes.clusters, shapes.d),
                                     std::move(embeddings), world.cluster_spread);
  matrices.output_query = normals(WorldDraw::output_query, shapes.d, shapes.e);
  matrices.output_action = normals(WorldDraw::output_action, shapes.d, shapes.e);
  matrices.reward_user = normals(WorldDraw::reward_user, shapes.d, shapes.e);
  matrices.reward_query = normals(WorldDraw::reward_query, shapes.d, shapes.e);
  matrices.output_offset = normals(WorldDraw::output_offset, 1, 1)(0, 0);
  return matrices;
}

}  // namespace

SentenceMatrices draw_matrices(const SentenceWorldSettings& world, std::uint64_t seed) {
  if (world.randomness == "released") return released(world, seed);
  if (world.randomness == "independent") return independent(world, seed);
  refuse_name("randomness", world.randomness, {"released", "independent"});
}

}  // namespace megabandit
