#include "world/kinds/generator.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/random.hpp"
#include "world/random_matrix.hpp"
#include "world/rows.hpp"

namespace megabandit {
namespace {

Vector normal_row(std::uint64_t seed, WorldDraw draw, std::uint64_t row, Eigen::Index columns) {
  return normal_rows(seed, draw, row, 1, columns).row(0);
}

ActionColumns make_catalogue(const GeneratorSettings& generator, std::uint64_t seed) {
  const auto d = static_cast<Eigen::Index>(generator.dimensions);
  const double size = generator.spread / std::sqrt(static_cast<double>(d));
  std::vector<Vector> centres;
  for (std::uint64_t c = 0; c < generator.clusters; ++c)
    centres.push_back(normal_row(seed, WorldDraw::cluster_centre, c, d).normalized());
  ActionColumns catalogue;
  catalogue.embedding.resize(static_cast<Eigen::Index>(generator.actions), d);
  for (std::uint64_t a = 0; a < generator.actions; ++a) {
    Vector v = normal_row(seed, WorldDraw::action_embedding, a, d);
    if (!centres.empty()) {
      const DrawName name{seed, Stream::world, static_cast<std::uint32_t>(WorldDraw::action_cluster), a};
      const auto cluster = static_cast<std::uint32_t>(below(name, centres.size()));
      catalogue.cluster.push_back(cluster);
      v = centres[cluster] + size * v;
    }
    catalogue.embedding.row(static_cast<Eigen::Index>(a)) = v.normalized().cast<float>();
  }
  return catalogue;
}

}  // namespace

void declare(Schema& schema, GeneratorSettings& generator) {
  SchemaTable table =
      schema.table("generator", "A made-up world in which every context has one right action.");
  table.setting("actions", generator.actions, "size of the catalogue").between(2, 4294967295.0);
  table.setting("dimensions", generator.dimensions, "of contexts and of action embeddings").between(1, 4096);
  table.setting("train", generator.train, "contexts to learn from").at_least(1);
  table.setting("test", generator.test, "contexts held out").at_least(0);
  table
      .setting("clusters", generator.clusters,
               "into which the actions fall, as those of real catalogues do; 0: none")
      .between(0, 4294967295.0);
  table
      .setting("spread", generator.spread,
               "how far an action strays from the centre of its cluster; 0: not at all, 1: as far as the "
               "centre is from 0")
      .at_least(0);
  table.setting("noise", generator.noise, "how far a context strays from its right action; 0: not at all")
      .at_least(0);
}

Problem make_generator(const GeneratorSettings& generator, std::uint64_t seed, const Part& part) {
  const auto d = static_cast<Eigen::Index>(generator.dimensions);
  Problem problem;
  problem.contexts = generator.train + generator.test;
  problem.own = part.of(problem.contexts);
  problem.encoding = fmt::format(R"({{"kind":"numeric","features":{}}})", generator.dimensions);
  problem.catalogue = make_catalogue(generator, seed);

  const RowMatrix<double> rotation = random_rotation(seed, WorldDraw::right_map, d);
  const auto own = static_cast<Eigen::Index>(problem.own.size());
  problem.features.resize(own, d);
  problem.right_offset.push_back(0);
  for (Eigen::Index i = 0; i < own; ++i) {
    const std::uint64_t context = problem.own.first + static_cast<std::uint64_t>(i);
    const DrawName name{seed, Stream::world, static_cast<std::uint32_t>(WorldDraw::right_action), context};
    const auto right = static_cast<std::uint32_t>(below(name, generator.actions));
    const Vector v = problem.catalogue.embedding.row(right).cast<double>();
    const Vector stray = normal_row(seed, WorldDraw::context_noise, context, d);
    const double size = generator.noise / std::sqrt(static_cast<double>(d));
    problem.features.row(i) = (rotation * v + size * stray).cast<float>();
    problem.right.emplace_back(right);
    problem.right_offset.push_back(problem.right.size());
    problem.split.push_back(context < generator.train ? SplitId::train : SplitId::test);
  }
  problem.queries = mapped(problem.features, rotation.cast<float>());
  return problem;
}

}  // namespace megabandit
