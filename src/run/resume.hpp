#pragma once
// What a run goes on from.

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "run/checkpoint.hpp"
#include "run/run_directory.hpp"

namespace megabandit {

struct ResumeFrom {
  Resume how = Resume::automatic;
  std::filesystem::path other;  ///< a run directory; empty: the run's own
};

/// @collective  The newest checkpoint of the run's own directory, or of the other one that was named; none
/// where the run begins anew. `identity` and `part` as for CheckpointStore. @throws AgreedError as
/// CheckpointStore::read_newest, and MissingInput's code when the directory that was named has none
std::optional<Checkpoint> read_for_resume(const Job& job, const RunDirectory& own, const ResumeFrom& from,
                                          const std::map<std::string, std::string>& identity,
                                          const ArrayPart& part = {});

}  // namespace megabandit
