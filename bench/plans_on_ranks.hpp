#pragma once
// Benchmarks that run alone or under mpirun.

#include <cstdlib>

#include "bench/plans.hpp"
#include "mpi/environment.hpp"
#include "mpi/launch.hpp"

namespace megabandit::bench {

/// run_plan with work(job, plan), an Exit, on every rank.
template <class Plan, class Work>
int run_plan_on_ranks(int argc, char** argv, const Plans<Plan>& plans, const Work& work) {
  return run_plan(argc, argv, plans, [&](const Plan& plan) {
    Environment environment(launch([](const char* name) { return std::getenv(name); }));
    return environment.run([&](const Job& job) { return work(job, plan); });
  });
}

}  // namespace megabandit::bench
