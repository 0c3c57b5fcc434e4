#include "judge/outside/http/form.hpp"

#include <array>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "base/error.hpp"
#include "log/utf8.hpp"

namespace megabandit {
namespace {

constexpr std::string_view kQuestion = "[Question]\n{prompt}\n\n";
constexpr std::string_view kPrompt = "{prompt}", kFirst = "{first}", kSecond = "{second}";

std::string built_in(const std::vector<std::string>& marks, bool has_prompts) {
  return fmt::format(
      "You are an impartial judge. Compare the two answers below and decide which of them is better. Neither "
      "the order in which they stand nor their length must influence you. Explain your decision in a few "
      "words, then end with {} if A is better, {} if B is better, or {} if they are equally good.\n\n{}"
      "[Answer A]\n{{first}}\n[End of answer A]\n\n[Answer B]\n{{second}}\n[End of answer B]\n",
      marks[0], marks[1], marks[2], has_prompts ? kQuestion : "");
}

const std::string& shown_of(const Contender& contender) {
  return contender.output != nullptr ? *contender.output
         : contender.text != nullptr ? *contender.text
                                     : *contender.name;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

void require_places(const std::string& text, bool has_prompts) {
  for (const std::string_view place : {kFirst, kSecond})
    if (!has(text, place))
      throw ConfigError(fmt::format("judge.form has no {}; a candidate's answer must stand there", place));
  if (has(text, kPrompt) != has_prompts)
    throw ConfigError(has_prompts
                          ? "judge.form has no {prompt}, but there are prompts; show them to the judge"
                          : "judge.form has a {prompt}, but there are no prompts; give candidates.prompts");
}

}  // namespace

Form::Form(std::string text, std::vector<std::string> marks, bool has_prompts)
    : text_(std::move(text)), marks_(std::move(marks)) {
  const std::set<std::string> different(marks_.begin(), marks_.end());
  if (marks_.size() != 3 || different.size() != 3 || different.contains(""))
    throw ConfigError(
        "judge.marks must be three different texts: that of the first, of the second and of a tie");
  if (first_not_utf8(text_) != std::string_view::npos)
    throw ConfigError("judge.form is no UTF-8; save it as UTF-8");
  if (text_.empty()) text_ = built_in(marks_, has_prompts);
  require_places(text_, has_prompts);
}

// In one pass: what is put in may itself look like a place.
std::string Form::filled(const Request& request) const {
  const std::array<std::pair<std::string_view, std::string_view>, 3> places{
      {{kPrompt, request.prompt == nullptr ? std::string_view() : *request.prompt},
       {kFirst, shown_of(request.first)},
       {kSecond, shown_of(request.second)}}};
  std::string filled;
  for (std::string_view left = text_; !left.empty();) {
    std::size_t taken = 0;
    for (const auto& [place, text] : places)
      if (left.starts_with(place)) {
        filled += text;
        taken = place.size();
      }
    if (taken == 0) filled += left.front();
    left.remove_prefix(std::max<std::size_t>(taken, 1));
  }
  return filled;
}

std::optional<Verdict> Form::read(const std::string& answer) const {
  std::optional<Verdict> verdict;
  std::size_t last = 0;
  for (std::size_t m = 0; m < marks_.size(); ++m) {
    const std::size_t at = answer.rfind(marks_[m]);
    if (at == std::string::npos || (verdict && at < last)) continue;
    verdict = static_cast<Verdict>(m);
    last = at;
  }
  return verdict;
}

}  // namespace megabandit
