#pragma once

namespace megabandit {

/// @throws InternalError with the name of the call and MPI's own text when `code` is not MPI_SUCCESS
void check_mpi(int code, const char* call);

}  // namespace megabandit
