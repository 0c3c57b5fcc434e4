#include "mpi/mpi_file_driver.hpp"

#include <hdf5.h>

#include "base/error.hpp"

namespace megabandit {

static_assert(sizeof(hid_t) == sizeof(Hid));

void MpiFileDriver::set_access(Hid access) const {
  if (H5Pset_fapl_mpio(access, comm_, MPI_INFO_NULL) < 0)
    throw InternalError("HDF5 refuses the MPI-IO file driver");
}

}  // namespace megabandit
