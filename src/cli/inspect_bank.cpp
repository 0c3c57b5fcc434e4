#include "cli/inspect_bank.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bank/summary.hpp"
#include "comm/agree.hpp"

namespace megabandit {
namespace {

using Json = nlohmann::ordered_json;

// Sums over ranks have no defined order; nine digits do not show it.
double shown(double value) { return std::stod(fmt::format("{:.9g}", value)); }

std::string lacks(const BankShape& shape, const BankSummary& summary) {
  if (!summary.first_gap) return "nothing";
  return fmt::format("{} of {} entries; the first: query {}, action {}", shape.entries() - summary.filled,
                     shape.entries(), summary.first_gap->query, summary.first_gap->action);
}

std::string distances(const BankShape& shape, const BankSummary& summary) {
  const std::string of_query = fmt::format("{:.4g} between outputs of a query", summary.distance);
  if (shape.samples == 1) return of_query;
  return fmt::format("{}, {:.4g} between those of one action", of_query, summary.distance_within);
}

std::string text_of(const BankOutline& outline, const BankSummary& summary, const std::string& kept) {
  const BankShape& shape = outline.shape;
  std::string text;
  const auto line = [&](const char* name, const std::string& value) {
    text += fmt::format("{:<13} {}\n", name, value);
  };
  line("queries", fmt::format("{}{}", shape.queries, outline.queries.empty() ? "" : ", named"));
  line("actions", fmt::format("{}{}", shape.actions, outline.actions.empty() ? "" : ", named"));
  line("outputs", fmt::format("{} of each query and action, {}", shape.samples, kept));
  line("columns", fmt::format("{} of an output, norm {:.4g} on average", shape.columns, summary.norm));
  line("distance", distances(shape, summary) + " (root mean square)");
  line("generator",
       outline.generator.empty() ? "unknown" : fmt::format("{}, seed {}", outline.generator, outline.seed));
  line("lacks", lacks(shape, summary));
  return text;
}

Json json_of(const BankOutline& outline, const BankSummary& summary, bool texts) {
  const BankShape& shape = outline.shape;
  Json json{
      {"queries", shape.queries}, {"actions", shape.actions}, {"samples", shape.samples},
      {"columns", shape.columns}, {"texts", texts},           {"generator", outline.generator},
      {"seed", outline.seed},     {"filled", summary.filled}, {"lacking", shape.entries() - summary.filled}};
  json["first_lacking"] =
      summary.first_gap ? Json{{"query", summary.first_gap->query}, {"action", summary.first_gap->action}}
                        : Json();
  json["norm"] = shown(summary.norm);
  json["distance"] = shown(summary.distance);
  json["distance_within"] = shown(summary.distance_within);
  return json;
}

}  // namespace

InspectedBank inspect_bank(const Job& job, const std::string& path) {
  const BankFile bank = open_bank_file(job, path);
  const BankSummary summary = summary_of(job, bank);
  InspectedBank told;
  agree(job.comm, [&] {
    const BankOutline outline = bank.outline();
    told.text = text_of(outline, summary, bank.has_texts() ? "with their texts" : "without texts");
    told.json = json_of(outline, summary, bank.has_texts()).dump(2) + "\n";
  });
  return told;
}

}  // namespace megabandit
