#include "bench/ceiling/ceiling.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "bench/timing.hpp"

namespace megabandit::bench {

const Ceiling& ceiling_of(std::string_view instructions) {
  for (const Ceiling* ceiling : {&kAvx512Ceiling, &kAvx2Ceiling, &kSse2Ceiling})
    if (ceiling->instructions == instructions) return *ceiling;
  throw InternalError(fmt::format("no ceiling was written for the instruction set '{}'", instructions));
}

double peak_flops(const Ceiling& ceiling) {
  double flop = 0;
  const double seconds = cpu_seconds_of([&] {
    for (int i = 0; i < 20; ++i) flop += ceiling.multiply_add(100'000);
  });
  return flop / seconds;
}

}  // namespace megabandit::bench
