#include "base/error.hpp"
#include "judge/kinds/kinds.hpp"
#include "judge/outside/make.hpp"
#include "judge/outside/process/process_channel.hpp"

namespace megabandit {
namespace {

OutsideKind process_of(const JudgeOrder& order, const Material&) {
  const ProcessSettings& process = order.judge.outside.process;
  if (process.command.empty())
    throw ConfigError("the judge `process` needs judge.command, the command line that starts it");
  return {"process " + process.command, std::make_unique<ProcessChannel>(process)};
}

std::unique_ptr<Judge> make(const JudgeOrder& order) { return make_outside_judge(order, process_of); }

}  // namespace

JudgeKind judges::process() {
  return {{"process", "a program that reads questions and writes answers as JSON lines", {}}, make};
}

}  // namespace megabandit
