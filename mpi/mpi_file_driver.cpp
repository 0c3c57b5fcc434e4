#include "mpi/mpi_file_driver.hpp"

#include <hdf5.h>

#include "base/error.hpp"
#include "mpi/mpi_comm.hpp"

namespace megabandit {

static_assert(sizeof(hid_t) == sizeof(Hid));

void MpiFileDriver::set_access(Hid access) const {
  if (H5Pset_fapl_mpio(access, comm_, MPI_INFO_NULL) < 0)
    throw InternalError("HDF5 refuses the MPI-IO file driver");
}

std::unique_ptr<FileDriver> MpiFileDriver::for_part(const Communicator& part) const {
  if (part.size() == 1) return std::make_unique<SerialFileDriver>();
  const auto* ranks = dynamic_cast<const MpiComm*>(&part);
  if (ranks == nullptr) throw InternalError("files of ranks that are not processes of MPI");
  return std::make_unique<MpiFileDriver>(ranks->handle());
}

}  // namespace megabandit
