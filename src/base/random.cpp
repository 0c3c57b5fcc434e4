#include "base/random.hpp"

#include <cmath>
#include <numbers>

#include <Random123/philox.h>

namespace megabandit {
namespace {

__extension__ using Wide = unsigned __int128;

double open_unit(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (std::uint64_t{high} << 32 | low) >> 11;  // 53 bits
  return (static_cast<double>(bits) + 0.5) * 0x1p-53;
}

}  // namespace

std::array<std::uint32_t, 4> philox(const DrawName& name, std::uint32_t k) {
  // Counter: index (64), k, epoch; key: seed folded with the stream, which has its own 32 bits.
  const r123::Philox4x32::ctr_type counter = {
      {static_cast<std::uint32_t>(name.index), static_cast<std::uint32_t>(name.index >> 32), k, name.epoch}};
  const auto stream = static_cast<std::uint32_t>(name.stream);
  const r123::Philox4x32::key_type key = {{static_cast<std::uint32_t>(name.seed) ^ (stream * 0x9E3779B9u),
                                           static_cast<std::uint32_t>(name.seed >> 32) ^ stream}};
  const auto out = r123::Philox4x32{}(counter, key);
  return {out[0], out[1], out[2], out[3]};
}

double uniform(const DrawName& name, std::uint32_t k) {
  const auto word = philox(name, k);
  return open_unit(word[0], word[1]);
}

double normal(const DrawName& name, std::uint32_t k) {
  const auto word = philox(name, k);
  const double radius = std::sqrt(-2 * std::log(open_unit(word[0], word[1])));
  return radius * std::cos(2 * std::numbers::pi * open_unit(word[2], word[3]));
}

std::uint64_t below(const DrawName& name, std::uint64_t bound, std::uint32_t k) {
  const auto word = philox(name, k);
  const auto wide = static_cast<Wide>(std::uint64_t{word[0]} << 32 | word[1]) * bound;
  return static_cast<std::uint64_t>(wide >> 64);  // Lemire; bias below bound / 2^64
}

}  // namespace megabandit
