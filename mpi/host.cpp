#include "mpi/host.hpp"

#include <mpi.h>

#include <array>

#include "mpi/check.hpp"

namespace megabandit {

std::string host_name() {
  std::array<char, MPI_MAX_PROCESSOR_NAME> name{};
  int length = 0;
  check_mpi(MPI_Get_processor_name(name.data(), &length), "MPI_Get_processor_name");
  return {name.data(), static_cast<std::size_t>(length)};
}

}  // namespace megabandit
