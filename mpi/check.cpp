#include "mpi/check.hpp"

#include <mpi.h>

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {

void check_mpi(int code, const char* call) {
  if (code == MPI_SUCCESS) return;
  std::array<char, MPI_MAX_ERROR_STRING> text{};
  int length = 0;
  MPI_Error_string(code, text.data(), &length);
  throw InternalError(
      fmt::format("{}: {}", call, std::string_view(text.data(), static_cast<std::size_t>(length))));
}

}  // namespace megabandit
