#include "log/file/rules.hpp"

#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kMostIds = std::numeric_limits<std::uint32_t>::max();

std::string row_of(const std::string& what, std::uint64_t rows) {
  return fmt::format("{} ({} rows, from 0)", what, rows);
}

Rule<Finite> finite(const std::string& dataset) {
  return {dataset, {}, "finite as a 32-bit float", "replace it by a number"};
}

}  // namespace

Rule<Below> context_rule(std::uint64_t contexts) {
  return {"/rounds/context",
          {contexts},
          row_of("a row of /contexts/features", contexts),
          "contexts are numbered from 0"};
}

Rule<Below> action_rule(std::uint64_t actions) {
  return {"/rounds/action",
          {actions},
          fmt::format("one of the {} actions, numbered from 0", actions),
          "correct it, or raise attribute 'count' of /actions"};
}

Rule<Below> split_rule(const std::vector<std::string>& names) {
  return {"/rounds/split",
          {names.size()},
          fmt::format("an index into attribute 'names' ({})", fmt::join(names, ", ")),
          "splits are numbered from 0"};
}

Rule<Below> position_rule() {
  return {"/rounds/position", {kMostIds}, "a number from 0 that fits 32 bits", "slots are numbered from 0"};
}

Rule<Finite> reward_rule() {
  return {"/rounds/reward", {}, "finite as a 32-bit float", "a round without a reward must be left out"};
}

Rule<Propensity> pscore_rule() {
  return {"/rounds/pscore",
          {},
          "in (0, 1]",
          "it is the probability with which the logged action was taken: correct it or leave the round out"};
}

Rule<Finite> feature_rule() { return finite("/contexts/features"); }

Rule<Below> truth_action_rule(std::uint64_t actions) {
  return {"/truth/action",
          {actions},
          fmt::format("one of the {} actions, numbered from 0", actions),
          "correct it"};
}

Rule<Finite> truth_reward_rule() { return {"/truth/reward", {}, "finite as a 32-bit float", "correct it"}; }

Rule<Finite> embedding_rule() { return finite("/actions/embedding"); }

Rule<Below> cluster_rule() {
  return {"/actions/cluster", {kMostIds}, "a number from 0 that fits 32 bits", "number clusters from 0"};
}

Rule<Finite> output_rule() { return finite("/rounds/output"); }

Rule<Finite> action_output_rule() { return finite("/actions/output"); }

Rule<Finite> output_shift_rule() { return finite("/contexts/output_shift"); }

Rule<Below> query_rule() {
  return {"/contexts/query", {kMostIds}, "a number from 0 that fits 32 bits", "number queries from 0"};
}

Rule<Finite> truth_context_factor_rule() { return finite("/truth/context"); }

Rule<Finite> truth_action_factor_rule() { return finite("/truth/action"); }

std::string Fault::text() const {
  return fmt::format("{}, row {}: {} is not {}; {}", dataset, row, value, must, remedy);
}

void Faults::add(const Fault& fault) {
  const auto known = std::find_if(faults_.begin(), faults_.end(),
                                  [&](const Fault& other) { return other.dataset == fault.dataset; });
  if (known == faults_.end()) {
    faults_.push_back(fault);
    return;
  }
  const std::uint64_t count = known->count + fault.count;
  if (fault.row < known->row) *known = fault;
  known->count = count;
}

void Faults::throw_first(const std::filesystem::path& path) const {
  if (faults_.empty()) return;
  const auto first = std::min_element(faults_.begin(), faults_.end(),
                                      [](const Fault& a, const Fault& b) { return a.row < b.row; });
  throw DataError(fmt::format("{}: {}", path.string(), first->text()));
}

}  // namespace megabandit
