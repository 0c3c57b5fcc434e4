#pragma once

#include <mpi.h>

#include "storage/file_driver.hpp"

namespace megabandit {

/// HDF5 files that all ranks of a communicator open together through MPI-IO.
class MpiFileDriver final : public FileDriver {
 public:
  explicit MpiFileDriver(MPI_Comm comm) : comm_(comm) {}
  void set_access(Hid access) const override;
  bool parallel() const override { return true; }
  std::unique_ptr<FileDriver> for_part(const Communicator& part) const override;

 private:
  MPI_Comm comm_;
};

}  // namespace megabandit
