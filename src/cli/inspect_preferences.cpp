#include "cli/inspect_preferences.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "comm/agree.hpp"
#include "preference/preference_file.hpp"
#include "preference/summary.hpp"

namespace megabandit {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kShown = 10;

/// A group and what it says.
struct Part {
  std::string group;
  PreferenceLog log;
  PreferenceSummary summary;

  const std::string& name(CandidateId candidate) const { return log.candidates[candidate.value]; }
  /// By their share of wins, the best first.
  std::vector<CandidateId> ranking() const {
    std::vector<CandidateId> order;
    for (std::uint32_t k = 0; k < log.candidates.size(); ++k) order.emplace_back(k);
    std::ranges::stable_sort(order, std::greater{}, [&](CandidateId k) { return summary.borda[k.value]; });
    return order;
  }
};

std::string winner_of(const Part& part) {
  if (part.summary.condorcet_winner) return part.name(*part.summary.condorcet_winner);
  const std::uint64_t unjudged = part.summary.possible_pairs() - part.summary.pairs;
  return unjudged > 0 ? fmt::format("none that is known: {} pairs were not compared", unjudged)
                      : "none: everyone loses to, or ties with, somebody";
}

std::string pairs_of(const Part& part) {
  const PreferenceSummary& summary = part.summary;
  std::string text = fmt::format("{} of {}", summary.pairs, summary.possible_pairs());
  std::vector<std::string> missing;
  for (const Pair& pair : summary.unjudged)
    missing.push_back(fmt::format("{} and {}", part.name(pair.a), part.name(pair.b)));
  if (!missing.empty())
    text += fmt::format("; not compared: {}{}", fmt::join(missing, ", "),
                        summary.possible_pairs() - summary.pairs > missing.size() ? ", ..." : "");
  if (summary.components > 1)
    text += fmt::format("; the comparisons fall apart into {} sets of candidates that never met",
                        summary.components);
  return text;
}

std::string text_of(const Part& part) {
  std::string text;
  const auto line = [&](const char* name, const std::string& value) {
    text += fmt::format("{:<13} {}\n", name, value);
  };
  if (!part.group.empty()) line("group", part.group);
  line("candidates", fmt::format("{}", part.summary.candidates));
  line("comparisons", fmt::format("{}, of which {} are ties", part.summary.comparisons, part.summary.ties));
  line("pairs", pairs_of(part));
  line("Condorcet", winner_of(part));
  const auto ranking = part.ranking();
  for (std::size_t i = 0; i < std::min(kShown, ranking.size()); ++i)
    line(i == 0 ? "Borda" : "", fmt::format("{:.4f}  {}, ahead of {}", part.summary.borda[ranking[i].value],
                                            part.name(ranking[i]), part.summary.beaten[ranking[i].value]));
  if (ranking.size() > kShown) line("", fmt::format("... and {} more", ranking.size() - kShown));
  return text;
}

Json json_of(const Part& part) {
  const PreferenceSummary& summary = part.summary;
  Json json{{"group", part.group},
            {"candidates", summary.candidates},
            {"comparisons", summary.comparisons},
            {"ties", summary.ties},
            {"pairs", summary.pairs},
            {"pairs_without_comparison", summary.possible_pairs() - summary.pairs},
            {"components", summary.components}};
  json["condorcet_winner"] = summary.condorcet_winner ? Json(part.name(*summary.condorcet_winner)) : Json();
  json["borda_best"] = part.name(summary.borda_best);
  json["ranking"] = Json::array();
  for (const CandidateId k : part.ranking())
    json["ranking"].push_back(
        {{"name", part.name(k)}, {"borda", summary.borda[k.value]}, {"beaten", summary.beaten[k.value]}});
  return json;
}

}  // namespace

InspectedPreferences inspect_preferences(const Job& job, const std::string& path, const std::string& group) {
  const PreferenceLog log = read_preferences(job, path);
  InspectedPreferences told;
  agree(job.comm, [&] {
    Json json{{"candidates", log.candidates.size()},
              {"comparisons", comparisons_of(log)},
              {"features", log.features.cols()},
              {"created_by", log.created_by},
              {"groups", Json::array()}};
    const std::vector<std::string> groups = group.empty() ? log.groups : std::vector{group};
    for (const std::string& name : groups) {
      Part part{name, of_groups(log, std::span(&name, 1)), {}};
      part.summary = summary_of(part.log, kShown);
      told.text += (told.text.empty() ? "" : "\n") + text_of(part);
      json["groups"].push_back(json_of(part));
    }
    told.json = json.dump(2) + "\n";
  });
  return told;
}

}  // namespace megabandit
