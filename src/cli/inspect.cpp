#include "cli/commands.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "bank/bank_file.hpp"
#include "cli/inspect_bank.hpp"
#include "cli/inspect_preferences.hpp"
#include "log/inspect/report.hpp"
#include "preference/preference_file.hpp"

namespace megabandit {
namespace {

using Json = nlohmann::ordered_json;

/// Sums over ranks have no defined order; nine digits do not show it.
double shown(double value) { return std::stod(fmt::format("{:.9g}", value)); }

/// A value that was a 32-bit float, without the digits that only a double has.
double shortest(double value) { return std::stod(fmt::format("{}", static_cast<float>(value))); }

Json outputs_of(const LogReport& report) {
  const LogShape& shape = report.shape;
  if (shape.output + shape.action_output == 0) return {};
  Json json{{"columns", shape.output},
            {"action_columns", shape.action_output},
            {"noise", shape.output_noise},
            {"shift", shape.has_output_shift}};
  json["median_distance"] = report.outputs ? Json(shown(report.outputs->median_distance)) : Json();
  json["equal_to_action"] =
      report.outputs && report.outputs->means ? Json(shown(*report.outputs->means)) : Json();
  return json;
}

Json json_of(const LogReport& report) {
  const LogShape& shape = report.shape;
  Json json{{"rounds", shape.rounds},
            {"contexts", shape.contexts},
            {"actions", shape.actions},
            {"features", shape.features}};
  json["embedding"] = shape.embedding;
  json["reward"] = {{"min", shown(report.reward_min)},
                    {"mean", shown(report.reward_mean)},
                    {"max", shown(report.reward_max)},
                    {"nonzero", shown(report.reward_nonzero)}};
  for (std::size_t i = 0; i < kQuantiles.size(); ++i)
    json["pscore"][fmt::format("{}", kQuantiles[i])] = shortest(report.pscore_quantile[i]);
  json["effective_rounds"] = shown(report.effective_rounds);
  json["actions_logged"] = report.actions_logged;
  json["support"] = shown(static_cast<double>(report.actions_logged) / static_cast<double>(shape.actions));
  json["contexts_seen"] = report.contexts_seen;
  json["rounds_per_context"] = {{"min", report.context_rounds_min}, {"max", report.context_rounds_max}};
  json["duplicates"] = report.duplicates;
  json["splits"] = Json::object();
  for (std::size_t i = 0; i < shape.splits.size(); ++i)
    json["splits"][shape.splits[i]] = report.split_rounds[i];
  json["truth"] = shape.has_truth;
  json["truth_columns"] = shape.truth_columns;
  json["outputs"] = outputs_of(report);
  json["encoding"] = shape.encoding;
  json["logging_policy"] = shape.logging_policy.empty() ? Json() : Json(shape.logging_policy);
  json["problems"] = Json::array();
  for (const Fault& f : report.problems)
    json["problems"].push_back(
        {{"dataset", f.dataset}, {"count", f.count}, {"row", f.row}, {"value", f.value}, {"text", f.text()}});
  return json;
}

std::string percent(double share) { return fmt::format("{:.4g} %", 100 * share); }

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::string splits_of(const LogReport& report) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < report.shape.splits.size(); ++i)
    parts.push_back(fmt::format("{} {}", report.shape.splits[i], report.split_rounds[i]));
  return parts.empty() ? "none" : fmt::format("{}", fmt::join(parts, ", "));
}

std::string quantiles_of(const LogReport& report) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < kQuantiles.size(); ++i)
    parts.push_back(fmt::format("{}%: {:.6g}", 100 * kQuantiles[i], report.pscore_quantile[i]));
  return fmt::format("{}", fmt::join(parts, "   "));
}

std::string text_of_outputs(const LogReport& report) {
  const LogShape& shape = report.shape;
  std::vector<std::string> parts;
  if (report.outputs) {
    parts.push_back(fmt::format("{} numbers, two rounds are {:.6g} apart (median)", shape.output,
                                report.outputs->median_distance));
    if (report.outputs->means)
      parts.push_back(fmt::format("{} equal that of the action", percent(*report.outputs->means)));
  }
  if (shape.action_output > 0)
    parts.push_back(fmt::format("of actions {} numbers, noise {:.6g}{}", shape.action_output,
                                shape.output_noise, shape.has_output_shift ? ", shifted by context" : ""));
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string text_of_truth(const LogShape& shape) {
  if (!shape.has_truth) return "unknown";
  return shape.truth_columns > 0
             ? fmt::format("expected rewards are known, as a product of {} factors", shape.truth_columns)
             : fmt::format("expected rewards are known, {:.6g} where not listed", shape.truth_otherwise);
}

std::string problems_of(const LogReport& report) {
  if (report.problems.empty()) return "problems      none\n";
  std::string text;
  for (const Fault& fault : report.problems)
    text += fmt::format("problem       {}, {} bad value{}, the first: {}\n", fault.dataset, fault.count,
                        fault.count == 1 ? "" : "s", fault.text());
  return text;
}

std::string text_of(const LogReport& report) {
  const LogShape& shape = report.shape;
  const std::uint64_t good = report.good_rounds;
  std::string text;
  const auto line = [&](const char* name, const std::string& value) {
    text += fmt::format("{:<13} {}\n", name, value);
  };
  line("rounds",
       fmt::format(
           "{}{}", shape.rounds,
           good < shape.rounds ? fmt::format(", of which {} without a bad value, see below", good) : ""));
  line("contexts", fmt::format("{}, of which {} occur, {} to {} times, on average {:.4g}", shape.contexts,
                               report.contexts_seen, report.context_rounds_min, report.context_rounds_max,
                               share(good, report.contexts_seen)));
  line("features", fmt::format("{}, {}", shape.features, shape.encoding));
  line("actions",
       fmt::format("{}, of which {} were logged ({}){}", shape.actions, report.actions_logged,
                   percent(share(report.actions_logged, shape.actions)),
                   shape.embedding > 0 ? fmt::format(", embedded in {} numbers", shape.embedding) : ""));
  line("reward", fmt::format("{:.6g} to {:.6g}, mean {:.6g}, not zero in {}", report.reward_min,
                             report.reward_max, report.reward_mean, percent(report.reward_nonzero)));
  line("pscore", quantiles_of(report));
  line("effective",
       fmt::format("{:.6g} rounds ({}) for the uniform policy, weights 1 / (actions x pscore)",
                   report.effective_rounds,
                   percent(good == 0 ? 0 : report.effective_rounds / static_cast<double>(good))));
  line("duplicates",
       fmt::format("{} rounds ({})", report.duplicates, percent(share(report.duplicates, good))));
  line("splits", splits_of(report));
  if (shape.output + shape.action_output > 0) line("outputs", text_of_outputs(report));
  line("truth", text_of_truth(shape));
  line("logged by", shape.logging_policy.empty() ? "unknown" : shape.logging_policy);
  return text + problems_of(report);
}

class Inspect final : public Command {
 public:
  std::string name() const override { return "inspect"; }
  std::string summary() const override { return "Say what a log or a bank holds, and what is wrong with it"; }
  void declare(CLI::App& app) override {
    app.add_option("LOG.h5", log_, "log, or bank of outputs, to look at (docs/format.md)")
        ->required()
        ->type_name("");
    app.add_option("--split", split_, "look at one split only; of a log of comparisons, at one group")
        ->type_name("NAME");
    app.add_flag("--json", json_, "one JSON object on standard output");
  }
  Exit run(const Job& job) override {
    const std::string text = text_of_file(job);
    if (job.comm.rank() == 0) std::fputs(text.c_str(), stdout);
    return Exit::done;
  }

 private:
  std::string text_of_file(const Job& job) const {
    if (is_bank(job, log_)) return of_bank(job);
    return is_preference_log(job, log_) ? of_comparisons(job) : of_rounds(job);
  }
  std::string of_bank(const Job& job) const {
    if (!split_.empty())
      throw UsageError("--split names a part of a log, and a bank of outputs has none: leave it out");
    const InspectedBank told = inspect_bank(job, log_);
    return json_ ? told.json : told.text;
  }
  std::string of_rounds(const Job& job) const {
    const LogReport report = inspect_log(job, log_, split_);
    return json_ ? json_of(report).dump(2) + "\n" : text_of(report);
  }
  std::string of_comparisons(const Job& job) const {
    const InspectedPreferences told = inspect_preferences(job, log_, split_);
    return json_ ? told.json : told.text;
  }

  std::string log_;
  std::string split_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_inspect() { return std::make_unique<Inspect>(); }

}  // namespace megabandit
