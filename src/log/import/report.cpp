#include "log/import/report.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {

void ImportReport::skip(const std::string& reason, const std::string& example) {
  Skipped& entry = skipped[reason];
  if (entry.count++ == 0) entry.example = example;
}

void require_rounds(const Imported& imported) {
  if (imported.part.rounds.size() > 0) return;
  std::string left_out;
  for (const auto& [reason, skipped] : imported.report.skipped)
    left_out += fmt::format("; left out {}: {}, the first: {}", skipped.count, reason, skipped.example);
  throw DataError(fmt::format("there is no round to import: the sources have {} rows or events{}",
                              imported.report.read, left_out));
}

std::string import_summary(const Imported& imported) {
  const LogPart& part = imported.part;
  const Rounds& rounds = part.rounds;
  std::string text;
  const auto line = std::back_inserter(text);
  fmt::format_to(line, "rounds    {} of {} read\n", rounds.size(), imported.report.read);
  fmt::format_to(line, "contexts  {} with {} features\n", part.features.rows(), part.features.cols());
  fmt::format_to(line, "actions   {}\n", part.actions);
  if (rounds.size() > 0) {
    const double total = std::accumulate(rounds.reward.begin(), rounds.reward.end(), 0.0);
    const auto [least, most] = std::ranges::minmax(rounds.reward);
    const auto [rarest, surest] = std::ranges::minmax(rounds.pscore);
    fmt::format_to(line, "reward    mean {:.6g}, from {:.6g} to {:.6g}\n",
                   total / static_cast<double>(rounds.size()), least, most);
    fmt::format_to(line, "pscore    from {:.6g} to {:.6g}\n", rarest, surest);
  }
  if (rounds.output.size() > 0)
    fmt::format_to(line, "outputs   of rounds, {} numbers each\n", rounds.output.cols());
  if (part.catalogue.output.size() > 0)
    fmt::format_to(line, "outputs   of actions, {} numbers each, noise {:.6g}\n",
                   part.catalogue.output.cols(), part.output_law ? part.output_law->noise : 0);
  for (std::size_t s = 0; s < part.splits.size(); ++s)
    fmt::format_to(line, "split     {}: {} rounds\n", part.splits[s],
                   std::ranges::count(rounds.split, static_cast<std::uint8_t>(s)));
  for (const auto& [reason, skipped] : imported.report.skipped)
    fmt::format_to(line, "left out  {}: {}, the first: {}\n", skipped.count, reason, skipped.example);
  for (const std::string& note : imported.report.notes) fmt::format_to(line, "note      {}\n", note);
  return text;
}

}  // namespace megabandit
