#include "observe/run_record.hpp"

#include <unistd.h>

#include <chrono>
#include <cmath>
#include <fstream>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text_file.hpp"
#include "observe/surroundings/build.hpp"

namespace megabandit {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* format_name = "megabandit-run";

std::string now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

std::string hex(std::uint64_t number) { return fmt::format("{:016x}", number); }

/// SLURM_* but for the token by which a job may speak to the scheduler.
Json slurm_environment() {
  Json variables = Json::object();
  for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (!text.starts_with("SLURM_") || text.starts_with("SLURM_JWT") || equals == text.npos) continue;
    variables[std::string(text.substr(0, equals))] = text.substr(equals + 1);
  }
  return variables;
}

Json hosts_of(const Started& event) {
  Json hosts = Json::array();
  for (const HostRanks& host : by_host(event.places)) {
    hosts.push_back({{"host", host.host}, {"ranks", host.ranks}, {"cpus", host.cpus}});
  }
  return hosts;
}

Json log_of(const LogFacts& log) {
  return {{"path", log.path.string()},          {"split", log.split},     {"rounds", log.rounds},
          {"contexts", log.contexts},           {"actions", log.actions}, {"features", log.features},
          {"fingerprint", hex(log.fingerprint)}};
}

Json judge_of(const JudgeFacts& judge) {
  return {{"kind", judge.kind},
          {"candidates", judge.candidates},
          {"fingerprint", hex(judge.fingerprint)},
          {"rules", judge.rules}};
}

Json session_of(const Started& event) {
  std::error_code gone;
  Json session;
  session["command"] = event.command;
  session["arguments"] = event.arguments;
  session["directory"] = std::filesystem::current_path(gone).string();
  session["started"] = now();
  session["build"] = to_json(this_build());
  session["ranks"] = event.places.size();
  session["threads"] = event.threads;
  session["layout"] = event.layout;
  session["kernel"] = event.kernel;
  if (!event.outputs.empty()) session["outputs"] = event.outputs;
  if (!event.reward_model.empty()) session["reward_model"] = event.reward_model;
  session["hosts"] = hosts_of(event);
  session["slurm"] = slurm_environment();
  session["seed"] = event.seed;
  session["config"] = event.config.json();
  session["config_hash"] = hex(event.config.hash());
  session["result_hash"] = hex(event.config.result_hash());
  session["resumed_step"] = event.resumed_step;
  session["checkpoint"] = nullptr;
  session["warnings"] = Json::array();
  for (const char* end : {"stopped", "step", "reason", "exit", "seconds", "gap"}) session[end] = nullptr;
  return session;
}

/// The sessions so far of a run that is resumed.
Json earlier_sessions(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Json::array();
  Json record = Json::parse(file, nullptr, false);
  const bool known = record.is_object() && record.contains("format") && record["format"] == format_name &&
                     record.contains("sessions") && record["sessions"].is_array();
  if (!known)
    throw DataError(fmt::format("{}: is not the record of a run; move the file away", path.string()));
  return record["sessions"];
}

}  // namespace

void RunRecord::on(const Started& event) {
  Json sessions = event.resumed_step > 0 ? earlier_sessions(path_) : Json::array();
  sessions.push_back(session_of(event));
  record_ = {{"format", format_name}, {"version", 1}};
  if (event.log) record_["log"] = log_of(*event.log);
  if (event.judge) record_["judge"] = judge_of(*event.judge);
  record_["sessions"] = std::move(sessions);
  write();
}

void RunRecord::on(const CheckpointWritten& event) {
  session()["checkpoint"] = {{"step", event.step}, {"path", event.path.string()}};
  write();
}

void RunRecord::on(const Warning& event) {
  session()["warnings"].push_back({{"step", event.step}, {"name", event.name}, {"text", event.text}});
  write();
}

void RunRecord::on(const Stopped& event) {
  session()["stopped"] = now();
  session()["step"] = event.step;
  session()["reason"] = event.reason;
  session()["exit"] = static_cast<int>(event.exit);
  session()["seconds"] = event.seconds;
  if (std::isfinite(event.gap)) session()["gap"] = event.gap;
  write();
}

void RunRecord::write() const {
  write_text(path_, record_.dump(2, ' ', false, Json::error_handler_t::replace) + '\n');
}

}  // namespace megabandit
