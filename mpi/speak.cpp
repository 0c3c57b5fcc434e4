#include "mpi/speak.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace megabandit {

std::string error_line(std::string_view text) { return fmt::format("megabandit: error: {}\n", text); }

void print_error(std::string_view text) {
  const std::string line = error_line(text);
  std::fflush(stdout);
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fflush(stderr);
}

}  // namespace megabandit
