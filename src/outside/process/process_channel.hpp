#pragma once
// A program that is asked: questions are lines on its standard input, answers lines on its standard output.
// Both are JSON objects with the id of the question; docs/judges.md and docs/generators.md have the
// protocols.

#include <functional>
#include <map>
#include <optional>

#include <nlohmann/json_fwd.hpp>

#include "outside/channel.hpp"
#include "outside/process/child.hpp"
#include "outside/settings.hpp"

namespace megabandit {

/// Starts the program with the first question, and again when it ended or says nothing any more.
class ProcessChannel final : public Channel {
 public:
  /// What a line that is no complaint says: an answer, or why it is none.
  using Reading = std::function<std::variant<AnswerText, Trouble>(const nlohmann::json& line)>;

  ProcessChannel(ProcessSettings settings, Reading reading);
  ~ProcessChannel() override;

  void send(std::uint64_t id, const Inquiry& inquiry) override;
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
  std::variant<AnswerText, Trouble> content_of(const nlohmann::json& answer) const;
  void lost(const std::string& how, const ChildEnd& end);

  ProcessSettings settings_;
  Reading reading_;
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
