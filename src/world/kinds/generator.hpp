#pragma once
// A world that is made, not read: every context has one right action, and a linear policy that finds nearly
// all of them.

#include "config/schema.hpp"
#include "world/problem.hpp"

namespace megabandit {

struct GeneratorSettings {
  std::uint64_t actions = 10000;
  std::uint64_t dimensions = 32;
  std::uint64_t train = 50000;
  std::uint64_t test = 4000;
  double noise = 0.8;
  std::uint64_t clusters = 0;
  double spread = 0.7;
};

void declare(Schema& schema, GeneratorSettings& generator);

/// Actions are random unit vectors v, or, of `clusters` clusters, unit vectors along centre + spread *
/// N(0, I) / sqrt(d) with random unit centres. A context has the right action y and the features x = Q v_y +
/// noise * N(0, I) / sqrt(d), Q a rotation. The scores <x Q, v> find the right action nearly always.
/// @replicated but for the contexts of `part`
Problem make_generator(const GeneratorSettings& generator, std::uint64_t seed, const Part& part);

}  // namespace megabandit
