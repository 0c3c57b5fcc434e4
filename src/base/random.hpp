#pragma once
// Random numbers that are a function of names, not of time: any rank, thread or restart draws the same.

#include <array>
#include <cstdint>

namespace megabandit {

/// What a draw is for. Append only: the number is part of the draw.
enum class Stream : std::uint32_t {
  shuffle = 1,
  parameters = 2,
  world = 3,
  logging_action = 4,
  logging_reward = 5,
  split = 6,
  sketch = 7,
  probe = 8,
  normaliser = 9,
  sampling = 10,   // which pair is compared
  judgement = 11,  // how a comparison goes
  screening = 12,
  pivot = 13,             // the point near an output that is looked at
  density = 14,           // actions and outputs that a marginal density is averaged over
  sentence_context = 15,  // the epoch says what for: world/sentences/sentence_world.hpp
  fold = 16,              // of a context, among those of a model of rewards
  benchmark = 20,         // the epoch says what for: sentences/benchmark/draws.hpp
};

/// The name of a draw. `index` usually is a round, a context or a parameter.
struct DrawName {
  std::uint64_t seed = 0;
  Stream stream{};
  std::uint32_t epoch = 0;
  std::uint64_t index = 0;
};

/// Four independent 32-bit numbers, the k-th such group of `name` (Random123, Philox4x32-10).
std::array<std::uint32_t, 4> philox(const DrawName& name, std::uint32_t k = 0);

/// In (0, 1), 53 bits; never 0 and never 1.
double uniform(const DrawName& name, std::uint32_t k = 0);

/// Standard normal (Box-Muller).
double normal(const DrawName& name, std::uint32_t k = 0);

/// In [0, bound), bias below bound / 2^64; bound > 0.
std::uint64_t below(const DrawName& name, std::uint64_t bound, std::uint32_t k = 0);

}  // namespace megabandit
