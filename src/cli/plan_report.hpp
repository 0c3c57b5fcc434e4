#pragma once
// Plans as people and programs read them.

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "plan/plan.hpp"

namespace megabandit {

struct PlanReport {
  Problem problem;
  Ceilings ceilings;
  MemoryLimits limits;
  std::vector<RunPlan> plans;
};

std::string text_of(const PlanReport& report);
std::string text_of(const Ceilings& ceilings);
nlohmann::ordered_json to_json(const PlanReport& report);

}  // namespace megabandit
