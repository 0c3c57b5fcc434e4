#pragma once
// What a command needs of the place it runs in.

#include "comm/communicator.hpp"
#include "storage/file_driver.hpp"

namespace megabandit {

/// The ranks of this job and how they open files together. Both outlive the command.
struct Job {
  Communicator& comm;
  const FileDriver& files;
};

}  // namespace megabandit
