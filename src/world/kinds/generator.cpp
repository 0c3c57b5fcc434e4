#include "world/kinds/generator.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/random.hpp"
#include "world/random_matrix.hpp"
#include "world/rows.hpp"

namespace megabandit {
namespace {

RowMatrix<float> unit_vectors(std::uint64_t seed, std::uint64_t actions, Eigen::Index dimensions) {
  RowMatrix<float> vectors(static_cast<Eigen::Index>(actions), dimensions);
  for (Eigen::Index a = 0; a < vectors.rows(); ++a) {
    const auto row =
        normal_rows(seed, WorldDraw::action_embedding, static_cast<std::uint64_t>(a), 1, dimensions);
    vectors.row(a) = row.row(0).normalized().cast<float>();
  }
  return vectors;
}

}  // namespace

void declare(Schema& schema, GeneratorSettings& generator) {
  SchemaTable table =
      schema.table("generator", "A made-up world in which every context has one right action.");
  table.setting("actions", generator.actions, "size of the catalogue").between(2, 4294967295.0);
  table.setting("dimensions", generator.dimensions, "of contexts and of action embeddings").between(1, 4096);
  table.setting("train", generator.train, "contexts to learn from").at_least(1);
  table.setting("test", generator.test, "contexts held out").at_least(0);
  table.setting("noise", generator.noise, "how far a context strays from its right action; 0: not at all")
      .at_least(0);
}

Problem make_generator(const GeneratorSettings& generator, std::uint64_t seed, const Part& part) {
  const auto d = static_cast<Eigen::Index>(generator.dimensions);
  Problem problem;
  problem.contexts = generator.train + generator.test;
  problem.own = part.of(problem.contexts);
  problem.encoding = fmt::format(R"({{"kind":"numeric","features":{}}})", generator.dimensions);
  problem.catalogue.embedding = unit_vectors(seed, generator.actions, d);

  const RowMatrix<double> rotation = random_rotation(seed, WorldDraw::right_map, d);
  const auto own = static_cast<Eigen::Index>(problem.own.size());
  problem.features.resize(own, d);
  problem.right_offset.push_back(0);
  for (Eigen::Index i = 0; i < own; ++i) {
    const std::uint64_t context = problem.own.first + static_cast<std::uint64_t>(i);
    const DrawName name{seed, Stream::world, static_cast<std::uint32_t>(WorldDraw::right_action), context};
    const auto right = static_cast<std::uint32_t>(below(name, generator.actions));
    const Vector v = problem.catalogue.embedding.row(right).cast<double>();
    const Vector stray = normal_rows(seed, WorldDraw::context_noise, context, 1, d).row(0);
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
