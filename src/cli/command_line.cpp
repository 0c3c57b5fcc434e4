#include "cli/command_line.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/version.hpp"
#include "config/nearest_name.hpp"

namespace megabandit {
namespace {

constexpr const char* kSummary =
    "megabandit learns decision policies over up to millions of actions from logged bandit data.";

constexpr const char* kExamples = R"(Examples:
  megabandit inspect clicks.h5
  mpirun -n 4 megabandit train spelling.toml --out runs/spelling

Every subcommand runs alone or under mpirun or srun. `megabandit SUBCOMMAND --help` tells the rest.)";

constexpr const char* kExitCodes = R"(Exit codes:
   0  done
   2  wrong usage
  65  bad data
  66  an input is missing
  70  internal error
  71  a rank was lost or hangs
  73  cannot write
  75  stopped early; the same command continues
  78  bad configuration
)";

std::vector<std::string> names(const std::vector<std::unique_ptr<Command>>& commands) {
  std::vector<std::string> out;
  for (const auto& command : commands) out.push_back(command->name());
  return out;
}

Answer usage_error(const std::string& text, const std::string& help) {
  return {Exit::usage,
          fmt::format("megabandit: error: {}\nRun `{} --help` for what there is.\n", text, help)};
}

/// The first word that is no option must be a subcommand. CLI11 would only call an unknown one "not
/// expected".
std::optional<Answer> refuse_unknown_subcommand(const std::vector<std::string>& words,
                                                const std::vector<std::string>& known) {
  if (words.empty())
    return usage_error(fmt::format("which subcommand? {}", fmt::join(known, ", ")), "megabandit");
  if (std::ranges::find(known, words[0]) != known.end()) return std::nullopt;
  if (words[0] == "--help" || words[0] == "-h" || words[0] == "--version") return std::nullopt;
  const auto near = nearest_name(words[0], known);
  return usage_error(
      fmt::format("there is no subcommand `{}`{} There are: {}", words[0],
                  near ? fmt::format(", did you mean `{}`?", *near) : ".", fmt::join(known, ", ")),
      "megabandit");
}

void declare(CLI::App& app, Command& command) {
  CLI::App& sub = *app.add_subcommand(command.name(), command.summary());
  command.declare(sub);
  const std::string own = sub.get_footer();
  sub.footer((own.empty() ? "" : own + "\n\n") + kExitCodes);
}

/// CLI11 lists words that nobody takes backwards and without a suggestion.
std::string unexpected(const CLI::App& app) {
  const std::vector<std::string> words = app.remaining(true);
  const auto option = std::ranges::find_if(words, [](const auto& word) { return word.starts_with("-"); });
  if (option == words.end()) return fmt::format("`{}` is one word too many", words.front());
  const std::string name = option->substr(0, option->find('='));
  std::vector<std::string> known;
  for (const CLI::App* sub : app.get_subcommands())
    for (const CLI::Option* each : sub->get_options())
      for (const std::string& long_name : each->get_lnames()) known.push_back("--" + long_name);
  return fmt::format("unknown option `{}`; {}", name, suggestion(name, known, "there are"));
}

Answer answer(const CLI::App& app, const CLI::ParseError& error) {
  std::string asked = "megabandit";
  for (const CLI::App* sub : app.get_subcommands()) asked += " " + sub->get_name();
  if (dynamic_cast<const CLI::CallForVersion*>(&error))
    return {Exit::done, fmt::format("megabandit {}\n", version())};
  if (dynamic_cast<const CLI::CallForHelp*>(&error)) return {Exit::done, app.help()};
  const bool extra = dynamic_cast<const CLI::ExtrasError*>(&error) && !app.remaining(true).empty();
  return usage_error(extra ? unexpected(app) : error.what(), asked);
}

}  // namespace

Understood understand(std::vector<std::unique_ptr<Command>> commands, const std::vector<std::string>& words) {
  if (const auto refused = refuse_unknown_subcommand(words, names(commands))) return *refused;
  CLI::App app(kSummary, "megabandit");
  app.set_version_flag("--version", version(), "Print the version and leave");
  app.require_subcommand(1);
  for (const auto& command : commands) declare(app, *command);
  app.footer(std::string(kExamples) + "\n\n" + kExitCodes);  // after those who would inherit it
  try {
    std::vector<std::string> reversed(words.rbegin(), words.rend());  // as CLI11 wants them
    app.parse(std::move(reversed));
  } catch (const CLI::ParseError& error) {
    return answer(app, error);
  }
  const std::string chosen = app.get_subcommands().front()->get_name();
  return std::move(*std::ranges::find(commands, chosen, [](const auto& command) { return command->name(); }));
}

}  // namespace megabandit
