#include "sweep/report/report.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace megabandit {
namespace {

// Times stand last: all before them is the same whenever a run is repeated.
bool is_time(const std::string& name) { return name.ends_with("seconds"); }

double number_of(const std::optional<RunNumbers>& numbers, const std::string& name) {
  if (!numbers) return std::nan("");
  const auto found = numbers->find(name);
  return found == numbers->end() ? std::nan("") : found->second;
}

std::vector<std::string> names_of(const std::vector<std::optional<RunNumbers>>& runs) {
  std::set<std::string> names;
  for (const auto& numbers : runs)
    if (numbers)
      for (const auto& [name, value] : *numbers) names.insert(name);
  std::vector<std::string> all(names.begin(), names.end());
  std::ranges::stable_partition(all, [](const std::string& name) { return !is_time(name); });
  return all;
}

/// Of one cell a number by seed, in the order of the seeds.
std::vector<double> by_seed(const SweepReport& report, std::size_t cell, const std::string& name) {
  std::vector<double> values;
  for (std::size_t run = 0; run < report.plan->runs.size(); ++run)
    if (report.plan->runs[run].cell == cell) values.push_back(number_of(report.numbers[run], name));
  return values;
}

PairedDifference paired(const std::vector<double>& values, const std::vector<double>& reference) {
  PairedDifference pair;
  std::vector<double> differences;
  for (std::size_t seed = 0; seed < values.size(); ++seed) {
    differences.push_back(values[seed] - reference[seed]);  // NaN where one of them is not there
    if (differences.back() > 0) ++pair.wins;
    if (differences.back() < 0) ++pair.losses;
  }
  pair.difference = mean_of_seeds(differences);
  return pair;
}

CellLine line_of(const SweepReport& report, std::size_t cell) {
  CellLine line;
  for (const std::string& name : report.names) {
    const std::vector<double> values = by_seed(report, cell, name);
    line.numbers[name] = mean_of_seeds(values);
    if (const auto reference = report.plan->cells[cell].reference)
      line.against[name] = paired(values, by_seed(report, *reference, name));
  }
  for (std::size_t run = 0; run < report.plan->runs.size(); ++run) {
    if (report.plan->runs[run].cell != cell) continue;
    line.done += report.numbers[run] ? 1 : 0;
    line.failed += report.failures[run] ? 1 : 0;
  }
  return line;
}

}  // namespace

SweepReport report_of(const SweepPlan& plan, const SweepStore& store) {
  SweepReport report{.plan = &plan, .numbers = {}, .failures = {}, .names = {}, .lines = {}};
  for (const PlannedRun& run : plan.runs) {
    report.numbers.push_back(store.numbers(plan, run));
    report.failures.push_back(report.numbers.back() ? std::nullopt : store.failure(run));
  }
  report.names = names_of(report.numbers);
  for (std::size_t cell = 0; cell < plan.cells.size(); ++cell) report.lines.push_back(line_of(report, cell));
  return report;
}

}  // namespace megabandit
