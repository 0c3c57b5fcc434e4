#include "bench/layouts/memory.hpp"

#include <fstream>
#include <string>

namespace megabandit::bench {
namespace {

// Of a line such as "VmHWM:   1234 kB".
std::uint64_t status(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string word; file >> word;)
    if (std::uint64_t kilobytes = 0; word == name && file >> kilobytes) return kilobytes * 1024;
  return 0;
}

}  // namespace

std::uint64_t resident_bytes() { return status("VmRSS:"); }
std::uint64_t peak_bytes() { return status("VmHWM:"); }
void forget_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

}  // namespace megabandit::bench
