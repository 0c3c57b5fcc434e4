#pragma once
// What a command needs of the place it runs in.

#include <vector>

#include "comm/communicator.hpp"
#include "comm/rank_place.hpp"
#include "storage/file_driver.hpp"

namespace megabandit {

/// The ranks of this job and how they open files together. Both outlive the command.
struct Job {
  Communicator& comm;
  const FileDriver& files;
  std::vector<RankPlace> places = {};  ///< by rank; empty where no launcher was used
};

}  // namespace megabandit
