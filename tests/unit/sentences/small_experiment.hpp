#pragma once
// A world and a log that take a moment.

#include "sentences/benchmark/experiment.hpp"

namespace megabandit {

inline SentenceWorldSettings small_world() {
  SentenceWorldSettings world;
  world.actions = 30;
  return world;
}

inline BenchmarkSettings small_benchmark(std::uint64_t seed = 1) {
  BenchmarkSettings benchmark;
  benchmark.seed = seed;
  benchmark.rounds = benchmark.logging_rounds = benchmark.evaluation_contexts = 300;
  benchmark.logging_sharpness = 3;
  benchmark.model_steps = 500;
  benchmark.density_steps = 200;
  return benchmark;
}

inline MethodSettings small_method(const std::string& name) {
  MethodSettings method;
  method.name = name;
  method.steps = 30;
  method.hidden = 8;
  method.density_draws = 20;
  method.checkpoints = {10};
  return method;
}

}  // namespace megabandit
