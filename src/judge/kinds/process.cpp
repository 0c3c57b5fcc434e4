#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/shortened.hpp"
#include "judge/kinds/kinds.hpp"
#include "judge/outside/make.hpp"
#include "outside/process/process_channel.hpp"

namespace megabandit {
namespace {

using nlohmann::ordered_json;

ordered_json json_of(const Contender& contender) {
  ordered_json json{{"name", *contender.name}};
  if (contender.text != nullptr) json["text"] = *contender.text;
  if (contender.output != nullptr) json["output"] = *contender.output;
  return json;
}

std::string wording_of(const Request& request) {
  ordered_json json{{"seed", request.seed}, {"ticket", request.ticket}};
  if (request.prompt != nullptr) json["prompt"] = *request.prompt;
  json["first"] = json_of(request.first);
  json["second"] = json_of(request.second);
  return json.dump();
}

std::variant<AnswerText, Trouble> verdict_in(const nlohmann::json& line) {
  constexpr std::size_t kShown = 200;
  const auto unreadable = [](const std::string& what) { return Trouble{Trouble::Kind::unreadable, what}; };
  const auto winner = line.find("winner");
  if (winner == line.end())
    return unreadable(fmt::format("an answer without \"winner\": {}", shortened(line.dump(), kShown)));
  if (winner->is_string())
    if (const auto verdict = verdict_named(winner->get<std::string>())) return AnswerText(name_of(*verdict));
  return unreadable(fmt::format("the winner is {}; it must be \"first\", \"second\" or \"tie\"",
                                shortened(winner->dump(), kShown)));
}

OutsideKind process_of(const JudgeOrder& order, const Material&) {
  const ProcessSettings& process = order.judge.outside.process;
  if (process.command.empty())
    throw ConfigError("the judge `process` needs judge.command, the command line that starts it");
  return {.identity = "process " + process.command,
          .wording = wording_of,
          .channel = std::make_unique<ProcessChannel>(process, verdict_in)};
}

std::unique_ptr<Judge> make(const JudgeOrder& order) { return make_outside_judge(order, process_of); }

}  // namespace

JudgeKind judges::process() {
  return {{"process", "a program that reads questions and writes answers as JSON lines", {}}, make};
}

}  // namespace megabandit
