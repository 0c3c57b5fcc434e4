#include "bench/normaliser/catalogue.hpp"

#include "base/random.hpp"

namespace megabandit::bench {
namespace {

// A sum of four even numbers, of variance 1: quicker than a normal one, and as good here.
float noise(std::uint64_t seed, std::uint64_t i) {
  const auto words = philox({.seed = seed, .stream = Stream::probe, .epoch = 0, .index = i});
  double sum = -2;
  for (const std::uint32_t word : words) sum += (static_cast<double>(word) + 0.5) * 0x1p-32;
  return static_cast<float>(sum * 1.7320508);
}

RowMatrix<float> noise_matrix(std::uint64_t rows, std::uint64_t columns, std::uint64_t seed) {
  RowMatrix<float> matrix(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns));
  for (std::uint64_t i = 0; i < rows * columns; ++i) matrix.data()[i] = noise(seed, i);
  return matrix;
}

RowMatrix<float> around(const RowMatrix<float>& centres, std::uint64_t rows, std::uint64_t columns,
                        std::uint64_t seed) {
  RowMatrix<float> matrix = noise_matrix(rows, columns, seed);
  if (centres.rows() == 0) return matrix;
  for (Eigen::Index row = 0; row < matrix.rows(); ++row) {
    const DrawName name{
        .seed = seed + 1, .stream = Stream::probe, .epoch = 0, .index = static_cast<std::uint64_t>(row)};
    const auto centre = static_cast<Eigen::Index>(below(name, static_cast<std::uint64_t>(centres.rows())));
    matrix.row(row) = 0.8F * centres.row(centre) + 0.6F * matrix.row(row);
  }
  return matrix;
}

}  // namespace

MadeCatalogue::MadeCatalogue(const CatalogueShape& shape, std::uint64_t actions, std::uint64_t contexts,
                             std::uint64_t columns) {
  const RowMatrix<float> centres = noise_matrix(shape.centres, columns, 1);
  table = around(centres, actions, columns, 2);
  queries = static_cast<float>(shape.scale) * around(centres, contexts, columns, 4);
}

}  // namespace megabandit::bench
