#pragma once
// A judge that is a program: questions are lines on its standard input, answers lines on its standard output.
//
//   {"id": 3, "seed": 1, "ticket": 17, "prompt": "...", "first": {"name": "a", "text": "...", "output":
//   "..."},
//    "second": {"name": "b", ...}}
//   {"id": 3, "winner": "first"}
//
// docs/judges.md has the whole protocol.

#include <deque>
#include <map>
#include <optional>

#include "judge/outside/channel.hpp"
#include "judge/outside/process/child.hpp"
#include "judge/outside/settings.hpp"

namespace megabandit {

/// Starts the program with the first question, and again when it ended or says nothing any more.
class ProcessChannel final : public Channel {
 public:
  explicit ProcessChannel(ProcessSettings settings);
  ~ProcessChannel() override;

  void send(std::uint64_t id, const Request& request) override;
  std::vector<Reply> receive(Clock::time_point until) override;
  void overdue(std::uint64_t id) override;
  void wake() override;

 private:
  void start();
  void wait(Clock::time_point until);
  void write();
  void read();
  void read_lines();
  void read_answer(const std::string& line);
  void lost(const std::string& how, const ChildEnd& end);

  ProcessSettings settings_;
  int waker_;
  std::optional<Child> child_;  // empty: it starts with the next question
  std::string to_write_;
  std::string read_;  // the beginning of a line
  std::map<std::uint64_t, std::uint64_t>
      asked_;                            // id of a question without answer -> answers_ when it was sent
  std::uint64_t answers_ = 0;            // of all programs
  std::uint64_t answers_of_others_ = 0;  // of the programs before
  std::uint64_t silent_ends_ = 0;        // of programs in a row that answered nothing
  std::vector<Reply> replies_;
};

}  // namespace megabandit
