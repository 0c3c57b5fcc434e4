#include "world/sentences/released_random.hpp"

#include <cmath>
#include <numbers>
#include <vector>

namespace megabandit {
namespace {

constexpr std::size_t kGroup = 16;

/// Uniforms to normals: elements j and j + 8 are the cosine and the sine of one pair.
void box_muller(std::span<float, kGroup> group) {
  constexpr std::size_t half = kGroup / 2;
  for (std::size_t j = 0; j < half; ++j) {
    const float radius = std::sqrt(-2 * std::log(1 - group[j]));
    const float angle = 2 * std::numbers::pi_v<float> * group[j + half];
    group[j] = radius * std::cos(angle);
    group[j + half] = radius * std::sin(angle);
  }
}

RowMatrix<double> matrix_of(const std::vector<float>& values, Eigen::Index rows, Eigen::Index columns) {
  return RowsView<float>(values.data(), rows, columns).cast<double>();
}

}  // namespace

double ReleasedRandom::fine_uniform() {
  const std::uint64_t high = bits_();
  const std::uint64_t bits = high << 32 | bits_();
  return static_cast<double>(bits & ((std::uint64_t{1} << 53) - 1)) * 0x1p-53;
}

void ReleasedRandom::fill_with_uniforms(std::span<float> values) {
  for (float& value : values) value = uniform();
}

RowMatrix<double> ReleasedRandom::uniforms(Eigen::Index rows, Eigen::Index columns, float lowest,
                                           float highest) {
  std::vector<float> values(static_cast<std::size_t>(rows * columns));
  fill_with_uniforms(values);
  for (float& value : values) value = value * (highest - lowest) + lowest;
  return matrix_of(values, rows, columns);
}

// Arrays below a group are drawn one by one, in double; each pair gives its cosine, then its sine.
void ReleasedRandom::few_normals(std::span<double> values) {
  for (std::size_t i = 0; i < values.size(); i += 2) {
    const double angle = 2 * std::numbers::pi * fine_uniform();
    const double radius = std::sqrt(-2 * std::log1p(-fine_uniform()));
    values[i] = radius * std::cos(angle);
    if (i + 1 < values.size()) values[i + 1] = radius * std::sin(angle);
  }
}

RowMatrix<double> ReleasedRandom::normals(Eigen::Index rows, Eigen::Index columns) {
  const auto size = static_cast<std::size_t>(rows * columns);
  if (size < kGroup) {
    RowMatrix<double> few(rows, columns);
    few_normals({few.data(), size});
    return few;
  }
  std::vector<float> values(size);
  fill_with_uniforms(values);
  const std::span<float> all(values);
  for (std::size_t first = 0; first + kGroup <= size; first += kGroup)
    box_muller(std::span<float, kGroup>(all.subspan(first, kGroup)));
  if (size % kGroup != 0) {
    const std::span<float, kGroup> last(all.last(kGroup));
    fill_with_uniforms(last);
    box_muller(last);
  }
  return matrix_of(values, rows, columns);
}

}  // namespace megabandit
