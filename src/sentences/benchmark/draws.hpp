#pragma once
// The draws of a benchmark, by what they are for.

#include <cstdint>
#include <span>

#include "base/matrix.hpp"
#include "base/random.hpp"

namespace megabandit {

/// Append only: the number is part of the draw.
enum class Purpose : std::uint32_t {
  logging_context = 1,
  logging_action = 2,
  logging_output = 3,
  logging_reward = 4,
  context = 5,
  action = 6,
  output = 7,
  reward = 8,
  evaluation_context = 9,
  online_context = 10,
  online_output = 11,
  online_reward = 12,
  batch = 13,
  chosen_action = 14,
  chosen_output = 15,
  pivot = 16,
  model_batch = 17,
  density_round = 18,
  density_action = 19,
  density_output = 20,
  cluster = 21,
};

inline DrawName draw_name(std::uint64_t seed, Purpose purpose, std::uint64_t index) {
  return {seed, Stream::benchmark, static_cast<std::uint32_t>(purpose), index};
}

/// Adds normal noise of standard deviation `sd` to `row`, the draw of that index.
void add_noise(std::uint64_t seed, Purpose purpose, std::uint64_t index, double sd, std::span<float> row);

/// The action at `share` in (0, 1) of the mass of `weights` (not negative, not all 0).
std::uint32_t action_at(std::span<const float> weights, double share);

}  // namespace megabandit
