#include "observe/console.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "observe/surroundings/build.hpp"

namespace megabandit {
namespace {

std::string place_lines(const Started& event) {
  std::string text;
  for (const HostRanks& host : by_host(event.places)) {
    text += fmt::format("  {}: ranks {}, cpus {}\n", host.host, fmt::join(host.ranks, " "),
                        fmt::join(host.cpus, " "));
  }
  return text;
}

std::string judge_line(const JudgeFacts& judge) {
  return fmt::format("judge {}: {} candidates, fingerprint {:016x}\n{}\n", judge.kind, judge.candidates,
                     judge.fingerprint, judge.rules);
}

std::string log_line(const LogFacts& log) {
  return fmt::format("log {}{}: {} rounds, {} contexts of {} features, {} actions, fingerprint {:016x}\n",
                     log.path.string(), log.split.empty() ? "" : " [" + log.split + "]", log.rounds,
                     log.contexts, log.features, log.actions, log.fingerprint);
}

}  // namespace

void Console::on(const Started& event) {
  const Build& build = this_build();
  out_ << fmt::format("megabandit {} ({}), {} build by {}, {}, HDF5 {}\n", build.version, build.git,
                      build.type, build.compiler, build.transport, build.hdf5);
  out_ << fmt::format("{} on {} ranks with {} threads each{}{}\n", event.command, event.places.size(),
                      event.threads, event.layout.empty() ? "" : ", " + event.layout,
                      event.kernel.empty() ? "" : fmt::format(", {} softmax", event.kernel));
  out_ << place_lines(event);
  if (event.log) out_ << log_line(*event.log);
  if (!event.outputs.empty()) out_ << fmt::format("outputs seen through {}\n", event.outputs);
  if (!event.reward_model.empty()) out_ << fmt::format("reward model {}\n", event.reward_model);
  if (event.judge) out_ << judge_line(*event.judge);
  out_ << fmt::format("seed {}, configuration {:016x}\n", event.seed, event.config.result_hash());
  out_ << event.config.text();
  for (const std::string& warning : event.config.warnings()) out_ << "warning: " << warning << '\n';
  if (event.resumed_step > 0) out_ << fmt::format("goes on after step {}\n", event.resumed_step);
  out_ << std::flush;
}

void Console::on(const CheckpointWritten& event) {
  out_ << fmt::format("checkpoint of step {}: {} ({:.2f} s)\n", event.step, event.path.string(),
                      event.seconds)
       << std::flush;
}

void Console::on(const Warning& event) {
  out_ << fmt::format("warning, step {}: {}: {}\n", event.step, event.name, event.text) << std::flush;
}

void Console::on(const Stopped& event) {
  if (!event.result.empty())
    out_ << fmt::format("{} {}\n", event.result.stem().string(), event.result.string());
  out_ << fmt::format("stopped after step {} and {:.1f} s: {} (exit {})\n", event.step, event.seconds,
                      event.reason, static_cast<int>(event.exit))
       << std::flush;
}

}  // namespace megabandit
