#include "sentences/benchmark/draws.hpp"

namespace megabandit {
namespace {

constexpr std::size_t kPiece = 64;  // actions that are added up before they are looked at one by one

double mass_of(std::span<const float> weights) {
  return Eigen::Map<const Eigen::ArrayXf>(weights.data(), static_cast<Eigen::Index>(weights.size())).sum();
}

}  // namespace

void add_noise(std::uint64_t seed, Purpose purpose, std::uint64_t index, double sd, std::span<float> row) {
  if (sd == 0) return;
  const DrawName name = draw_name(seed, purpose, index);
  for (std::size_t j = 0; j < row.size(); ++j)
    row[j] += static_cast<float>(sd * normal(name, static_cast<std::uint32_t>(j)));
}

std::uint32_t action_at(std::span<const float> weights, double share) {
  double left = share * mass_of(weights);
  std::size_t a = 0;
  for (; a + kPiece < weights.size(); a += kPiece) {
    const double mass = mass_of(weights.subspan(a, kPiece));
    if (left < mass) break;
    left -= mass;
  }
  for (; a < weights.size(); ++a) {
    left -= static_cast<double>(weights[a]);
    if (left < 0) return static_cast<std::uint32_t>(a);
  }
  // What rounding leaves over goes to the last action that has any mass.
  do --a;
  while (a > 0 && weights[a] <= 0);
  return static_cast<std::uint32_t>(a);
}

}  // namespace megabandit
