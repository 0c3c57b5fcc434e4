#pragma once
// The policy that density.logging names.

#include <memory>
#include <string>

#include "policy/policy.hpp"
#include "storage/job.hpp"

namespace megabandit {

/// @collective  Null: uniform. Its table is cut as `learned`'s is. @throws AgreedError: none is named, or it
/// does not fit the log
std::unique_ptr<Policy> logging_policy(const Job& job, const std::string& named, const Policy& learned);

}  // namespace megabandit
