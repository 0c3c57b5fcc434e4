#pragma once
// What it costs to name the best of very many candidates.

#include <algorithm>
#include <cstdint>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "bench/layouts/memory.hpp"
#include "bench/timing.hpp"
#include "comm/collect.hpp"
#include "compare/settings.hpp"
#include "compare/stopping/stopping_rule.hpp"
#include "judge/judge.hpp"
#include "run/loop.hpp"

namespace megabandit::bench {

/// Of all runs of a size.
struct Cost {
  std::uint64_t runs = 0, right = 0;
  double comparisons = 0, waves = 0;
  double wall = 0, cpu = 0;  ///< seconds; CPU of all ranks together, judge included
  double memory = 0;         ///< bytes of a rank at its height, beyond the judge

  void add(const Cost& more) {
    runs += more.runs, right += more.right;
    comparisons += more.comparisons, waves += more.waves;
    wall += more.wall, cpu += more.cpu;
    memory = std::max(memory, more.memory);
  }
};

inline CandidateId best_of(const std::vector<double>& scores) {
  return CandidateId{static_cast<std::uint32_t>(std::ranges::max_element(scores) - scores.begin())};
}

/// One run of a ManyLearner; `best` is the right answer. @collective
template <class ManyLearner>
Cost cost_of_run(Communicator& comm, Judge& judge, const CompareSettings& settings, std::uint64_t seed,
                 CandidateId best) {
  forget_peak();
  const std::uint64_t before = resident_bytes();
  comm.barrier();
  const double wall = wall_seconds(), cpu = cpu_seconds();
  ManyLearner learner({comm, judge, settings, seed}, [](const ManyLearner&) {});
  LoopState state;
  learner.begin();
  run_loop({comm}, learner, Reduction::reproducible, state, {});
  const Standing end = learner.standing();
  return {.runs = 1,
          .right = end.status == Status::converged && end.leader == best ? 1U : 0U,
          .comparisons = static_cast<double>(learner.comparisons()),
          .waves = static_cast<double>(learner.waves()),
          .wall = max_value(comm, wall_seconds() - wall),
          .cpu = sum_value(comm, cpu_seconds() - cpu),
          .memory = max_value(comm, static_cast<double>(peak_bytes()) - static_cast<double>(before))};
}

/// `json` with means of a run. @param ranks  that shared `candidates`
inline nlohmann::ordered_json with_cost(nlohmann::ordered_json json, const Cost& cost,
                                        std::uint64_t candidates, int ranks) {
  const auto runs = static_cast<double>(cost.runs);
  json["runs"] = cost.runs;
  json["right"] = static_cast<double>(cost.right) / runs;
  json["comparisons"] = cost.comparisons / runs;
  json["waves"] = cost.waves / runs;
  json["wall_s"] = cost.wall / runs;
  json["cpu_s"] = cost.cpu / runs;
  json["wall_ms_a_wave"] = 1e3 * cost.wall / cost.waves;
  json["memory_mb_of_a_rank"] = cost.memory / 1e6;
  json["memory_bytes_a_candidate_of_a_rank"] = cost.memory * ranks / static_cast<double>(candidates);
  return json;
}

/// Prints what measure(comm, size) gives for each. @collective
template <class Size, class Measure>
Exit print_sizes(Communicator& comm, nlohmann::ordered_json json, const std::vector<Size>& sizes,
                 const Measure& measure) {
  json["ranks"] = comm.size();
  for (const Size& size : sizes) json["sizes"].push_back(measure(comm, size));
  if (comm.rank() == 0) fmt::print("{}\n", json.dump(2));
  return Exit::done;
}

}  // namespace megabandit::bench
