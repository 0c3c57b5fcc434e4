#pragma once
// The contexts that a user gives to `predict`.

#include <string>
#include <vector>

#include "base/matrix.hpp"
#include "policy/policy_file.hpp"
#include "storage/job.hpp"

namespace megabandit {

/// This rank's contiguous part of the contexts.
struct ContextPart {
  std::uint64_t first = 0;        ///< number of the first one
  std::vector<std::string> text;  ///< the lines; empty when they come from a log
  RowMatrix<float> features;      ///< [n, features of the policy]
};

/// @collective  `source`: a text file with a context a line, encoded as the policy's log was; "-" for rank
/// 0's standard input; or an HDF5 log, whose /contexts/features are taken. @throws AgreedError naming file
/// and line.
ContextPart read_contexts(const Job& job, const std::string& source, const SavedPolicy& saved);

}  // namespace megabandit
