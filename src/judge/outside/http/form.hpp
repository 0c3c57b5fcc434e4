#pragma once
// A comparison as text for a language model, and its answer as a verdict.

#include <optional>
#include <string>
#include <vector>

#include "judge/outside/shown/request.hpp"

namespace megabandit {

/// Text with {prompt}, {first} and {second} in the places of what is compared, and the marks by which an
/// answer says who won.
class Form {
 public:
  /// @param text   empty: the one that is built in, which has a question only where there are prompts
  /// @param marks  of first, second and tie
  /// @throws ConfigError  when a place is missing or marks are not three different texts
  Form(std::string text, std::vector<std::string> marks, bool has_prompts);

  const std::string& text() const { return text_; }
  const std::vector<std::string>& marks() const { return marks_; }
  /// What stands for a candidate: its output, else its text, else its name.
  std::string filled(const Request& request) const;
  /// The last mark in the answer; models often weigh both before they decide. Empty: there is none.
  std::optional<Verdict> read(const std::string& answer) const;

 private:
  std::string text_;
  std::vector<std::string> marks_;
};

}  // namespace megabandit
