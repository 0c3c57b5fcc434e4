#pragma once
// A policy as a file that explains itself: everything `evaluate` and `predict` need, and nothing else.

#include <filesystem>
#include <string>
#include <vector>

#include "policy/policy.hpp"
#include "storage/job.hpp"

namespace megabandit {

struct SavedPolicy {
  Policy policy;
  std::string encoding;            ///< JSON of the context encoder (log/context_encoder.hpp)
  std::vector<std::string> names;  ///< of the actions; empty: they have none. Written by rank 0
};

/// @collective  Every rank holds the same policy and writes its part of it. Complete under `path`, or not
/// there.
void save_policy(const Job& job, const std::filesystem::path& path, const SavedPolicy& saved);
/// The same of a policy whose table is cut: `replicas` are the ranks that hold the same rows as this one.
void save_policy(const Job& job, const std::filesystem::path& path, const SavedPolicy& saved,
                 const Communicator& replicas);

/// @collective  `path` is a policy file, or the directory of a run that has one. @throws AgreedError
SavedPolicy load_policy(const Job& job, const std::filesystem::path& path);

}  // namespace megabandit
