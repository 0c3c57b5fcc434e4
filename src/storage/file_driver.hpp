#pragma once
// How an HDF5 file is opened: by one process, or by all ranks of a job through MPI-IO
// (mpi/mpi_file_driver.hpp).

#include <cstdint>
#include <memory>

#include "comm/communicator.hpp"

namespace megabandit {

/// HDF5's hid_t, without its header (which pulls in that of MPI).
using Hid = std::int64_t;

class FileDriver {
 public:
  virtual ~FileDriver() = default;
  /// Sets the driver on the file access list `access`.
  virtual void set_access(Hid access) const = 0;
  /// Whether all ranks open one file together (create and open are then @collective inside HDF5).
  virtual bool parallel() const = 0;
  /// @local  The driver of ranks that are a part (Communicator::split) of those this one is for; both outlive
  /// it.
  virtual std::unique_ptr<FileDriver> for_part(const Communicator& part) const = 0;
};

/// Plain files of one process.
class SerialFileDriver final : public FileDriver {
 public:
  void set_access(Hid) const override {}
  bool parallel() const override { return false; }
  std::unique_ptr<FileDriver> for_part(const Communicator&) const override {
    return std::make_unique<SerialFileDriver>();
  }
};

}  // namespace megabandit
