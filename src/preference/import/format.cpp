#include "preference/import/format.hpp"

#include <iterator>

#include <fmt/format.h>

#include "base/error.hpp"
#include "preference/import/formats.hpp"
#include "preference/summary.hpp"

namespace megabandit {

std::vector<std::unique_ptr<PreferenceFormat>> all_preference_formats() {
  std::vector<std::unique_ptr<PreferenceFormat>> formats;
  formats.push_back(preference_formats::preflib());
  formats.push_back(preference_formats::arena());
  formats.push_back(preference_formats::pairs());
  formats.push_back(preference_formats::scores());
  return formats;
}

std::string import_summary(const ImportedPreferences& imported) {
  const auto& [log, report] = imported;
  std::string text;
  const auto line = std::back_inserter(text);
  std::uint64_t ties = 0;
  for (const JudgedPair& judged : log.pairs) ties += judged.totals.ties;
  fmt::format_to(line, "candidates {}\n", log.candidates.size());
  fmt::format_to(line, "compared   {}, of which {} are ties, from {} records\n", comparisons_of(log), ties,
                 report.read);
  for (const std::string& group : log.groups) {
    const PreferenceSummary summary = summary_of(of_groups(log, std::span(&group, 1)), 0);
    fmt::format_to(line, "group      {}: {} comparisons of {} candidates, {} of {} pairs\n",
                   group.empty() ? "all" : group, summary.comparisons, summary.candidates, summary.pairs,
                   summary.possible_pairs());
  }
  for (const auto& [reason, skipped] : report.skipped)
    fmt::format_to(line, "left out   {}: {}, the first: {}\n", skipped.count, reason, skipped.example);
  for (const std::string& note : report.notes) fmt::format_to(line, "note       {}\n", note);
  return text;
}

void require_comparisons(const ImportedPreferences& imported) {
  if (!imported.log.pairs.empty()) return;
  std::string left_out;
  for (const auto& [reason, skipped] : imported.report.skipped)
    left_out += fmt::format("; left out {}: {}, the first: {}", skipped.count, reason, skipped.example);
  throw DataError(fmt::format("there is no comparison to import: the sources have {} rows or records{}",
                              imported.report.read, left_out));
}

}  // namespace megabandit
