#pragma once
// What must be the same for a run to go on from what another left.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "identify/run/compare_config.hpp"
#include "judge/judge.hpp"

namespace megabandit {

/// The command ("compare", "compare --study"), the judge, and all settings that decide how a run goes, by
/// name; but for those that begin with one of `left_out`.
std::map<std::string, std::string> run_identity(const std::string& command, const CompareConfig& config,
                                                const Judge& judge,
                                                const std::vector<std::string_view>& left_out);

}  // namespace megabandit
