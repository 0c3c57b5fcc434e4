#include "bench/ceiling/ceiling.hpp"

#include <fmt/format.h>

#include <numeric>
#include <vector>

#include "base/error.hpp"
#include "base/threads.hpp"
#include "bench/timing.hpp"

namespace megabandit::bench {

const Ceiling& ceiling_of(std::string_view instructions) {
  for (const Ceiling* ceiling : {&kAvx512Ceiling, &kAvx2Ceiling, &kSse2Ceiling})
    if (ceiling->instructions == instructions.substr(0, instructions.find(' '))) return *ceiling;
  throw InternalError(fmt::format("no ceiling was written for the instruction set '{}'", instructions));
}

double peak_flops(const Ceiling& ceiling, std::size_t threads) {
  std::vector<double> rates(threads);
  parallel_for(threads, threads, [&](std::size_t i, std::size_t) {
    double flop = 0;
    const double seconds = cpu_seconds_of([&] {
      for (int turn = 0; turn < 20; ++turn) flop += ceiling.multiply_add(100'000);
    });
    rates[i] = flop / seconds;
  });
  return std::accumulate(rates.begin(), rates.end(), 0.0) / static_cast<double>(threads);
}

}  // namespace megabandit::bench
