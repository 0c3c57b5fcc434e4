#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "comm/self_comm.hpp"
#include "judge/table.hpp"
#include "temporary_directory.hpp"
#include "waiting.hpp"

namespace megabandit {

/// A judge that is a Python program, and what it is shown.
class MadeJudge {
 public:
  /// @param body  has q, the question it is called with, and says(q, winner); runs once a question
  explicit MadeJudge(const std::string& body, const std::string& before = "pass") {
    settings_.kind = "process";
    settings_.outside.dispatch.backoff = Seconds{0.01};
    settings_.outside.process.command = "exec /usr/bin/python3 -S " + path("judge.py").string();
    write(body, before);
    candidates_.names = {"1", "2", "3", "4"};
  }

  void write(const std::string& body, const std::string& before = "pass") {
    std::ofstream(path("judge.py"))
        << "import json, os, sys, time\n"
           "def say(line): print(line, flush=True)\n"
           "def says(q, winner): say(json.dumps({'id': q['id'], 'winner': winner}))\n"
           "def higher(q): return 'first' if q['first']['name'] > "
           "q['second']['name'] else 'second'\n"
        << before << "\nfor line in sys.stdin:\n  q = json.loads(line)\n  " << body << "\n";
  }

  std::filesystem::path path(const std::string& name) const { return directory_.path() / name; }
  void put(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }

  JudgeSettings& settings() { return settings_; }
  OutsideSettings& outside() { return settings_.outside; }
  CandidateSettings& candidates() { return candidates_; }

  std::unique_ptr<Judge> start(std::uint64_t seed = 1) {
    return make_judge({comm_, files_}, settings_, candidates_, seed);
  }

 private:
  TemporaryDirectory directory_;
  JudgeSettings settings_;
  CandidateSettings candidates_;
  SelfComm comm_;
  SerialFileDriver files_;
};

constexpr Pair pair(std::uint32_t a, std::uint32_t b) { return {CandidateId(a), CandidateId(b)}; }

/// Comparisons of all pairs of four in turn.
inline std::vector<Question> round_robin(std::uint64_t count, std::uint64_t first_ticket = 0) {
  static constexpr Pair pairs[] = {pair(0, 1), pair(0, 2), pair(0, 3), pair(1, 2), pair(1, 3), pair(2, 3)};
  std::vector<Question> questions;
  for (std::uint64_t i = 0; i < count; ++i) questions.push_back({first_ticket + i, pairs[i % 6]});
  return questions;
}

inline std::vector<Outcome> answers_of(Judge& judge, const std::vector<Question>& questions) {
  judge.ask(questions);
  return judge.outcomes(questions.size());
}

}  // namespace megabandit
