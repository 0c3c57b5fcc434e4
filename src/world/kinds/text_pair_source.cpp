#include "world/kinds/text_pair_source.hpp"

#include <charconv>
#include <functional>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include "base/error.hpp"
#include "log/import/text/delimited.hpp"
#include "log/import/text/line_source.hpp"
#include "log/import/text/place.hpp"
#include "log/utf8.hpp"

namespace megabandit {
namespace {

/// A text, its answers as they stand in the file, and the line they stand on.
using OnPair =
    std::function<void(std::string text, const std::vector<std::string_view>& answers, std::uint64_t line)>;

std::vector<std::string_view> pieces(std::string_view text, char between) {
  std::vector<std::string_view> found;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(between), text.size());
    if (const auto piece = trimmed(text.substr(0, end)); !piece.empty()) found.push_back(piece);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

void check_utf8(const Place& place, std::string_view text) {
  if (first_not_utf8(text) != text.npos)
    refuse(place, text, {"is not UTF-8", "convert the file first, e.g. with iconv -f latin1 -t utf8"});
}

void read_tsv(const TextPairsSettings& pairs, const OnPair& on_pair) {
  DelimitedReader reader(pairs.pairs.string(), {.delimiter = Delimiter::tab});
  const std::size_t text = reader.column(pairs.text), answers = reader.column(pairs.answers);
  for (std::vector<std::string> cells; reader.next(cells);)
    on_pair(cells[text], pieces(cells[answers], pairs.answers_as == "indices" ? ' ' : ','), reader.line());
}

/// codespell's dictionary: "typo->fix", "typo->fix, why it is not automatic" or "typo->fix1, fix2, why (may
/// be empty)".
void read_codespell(const TextPairsSettings& pairs, const OnPair& on_pair) {
  LineSource lines(pairs.pairs.string());
  for (std::string line; lines.next(line);) {
    const std::size_t arrow = line.find("->");
    if (arrow == std::string::npos)
      refuse({lines.name(), lines.line()}, line,
             {"has no '->'", "a codespell dictionary has lines 'typo->fix'"});
    const std::string_view fixes = std::string_view(line).substr(arrow + 2);
    on_pair(line.substr(0, arrow), pieces(fixes.substr(0, fixes.rfind(',')), ','), lines.line());
  }
}

/// Finds answers in the catalogue and gathers them by text.
class PairCollector {
 public:
  PairCollector(const TextPairsSettings& pairs, const std::vector<std::string>& words)
      : pairs_(pairs), words_(words) {
    if (pairs.answers_as == "indices" && pairs.format == "tsv") return;
    for (std::uint32_t i = 0; i < words.size(); ++i) by_word_.emplace(words[i], ActionId(i));
  }

  void add(std::string text, const std::vector<std::string_view>& answers, std::uint64_t line) {
    check_utf8({pairs_.pairs.native(), line}, text);
    const auto [entry, is_new] = row_.try_emplace(std::move(text), found_.size());
    if (is_new) {
      text_.push_back(entry->first);
      found_.emplace_back();
    }
    repeated_ += is_new ? 0 : 1;
    for (const std::string_view answer : answers) add_answer(found_[entry->second], answer, line);
  }

  TextPairSource finish() {
    TextPairSource source;
    std::uint64_t without = 0, several = 0;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (found_[i].empty()) {
        ++without;
        continue;
      }
      source.text.push_back(std::move(text_[i]));
      several += source.answers.add(std::move(found_[i])) > 1 ? 1 : 0;
    }
    source.remarks = {
        fmt::format("{} texts with a right answer, {} of them with several", source.text.size(), several)};
    if (unknown_ > 0)
      source.remarks.push_back(
          fmt::format("{} answers are not in the catalogue and left out, and with them {} texts that "
                      "have no other",
                      unknown_, without));
    if (repeated_ > 0)
      source.remarks.push_back(fmt::format("{} lines repeat a text: their answers are joined", repeated_));
    return source;
  }

 private:
  void add_answer(std::vector<ActionId>& found, std::string_view answer, std::uint64_t line) {
    if (by_word_.empty()) return found.push_back(index(answer, line));
    const auto word = by_word_.find(std::string(answer));
    if (word == by_word_.end())
      ++unknown_;
    else
      found.push_back(word->second);
  }

  ActionId index(std::string_view answer, std::uint64_t line) const {
    std::uint32_t number = 0;
    const auto [end, fault] = std::from_chars(answer.data(), answer.data() + answer.size(), number);
    const bool fine = fault == std::errc() && end == answer.data() + answer.size() && number < words_.size();
    if (!fine)
      refuse({pairs_.pairs.native(), line, pairs_.answers}, answer,
             {fmt::format("is no line number of {}, counted from 0", pairs_.words.string()),
              "set text_pairs.answers_as = \"words\" if these are words"});
    return ActionId(number);
  }

  const TextPairsSettings& pairs_;
  const std::vector<std::string>& words_;
  std::unordered_map<std::string, ActionId> by_word_;
  std::unordered_map<std::string, std::size_t> row_;
  std::vector<std::string> text_;
  std::vector<std::vector<ActionId>> found_;
  std::uint64_t unknown_ = 0, repeated_ = 0;
};

}  // namespace

std::vector<std::string> read_words(const std::filesystem::path& path) {
  LineSource lines(path.string());
  std::vector<std::string> words;
  for (std::string line; lines.next(line);) {
    if (trimmed(line).empty())
      refuse({lines.name(), lines.line()}, line, {"is no word", "have one word on each line"});
    check_utf8({lines.name(), lines.line()}, line);
    words.push_back(line);
  }
  if (words.empty()) throw DataError(fmt::format("{} has no words; each line is one", path.string()));
  return words;
}

TextPairSource read_text_pairs(const TextPairsSettings& pairs, const std::vector<std::string>& words) {
  PairCollector collector(pairs, words);
  const OnPair on_pair = [&](std::string text, const std::vector<std::string_view>& answers,
                             std::uint64_t line) { collector.add(std::move(text), answers, line); };
  if (pairs.format == "codespell")
    read_codespell(pairs, on_pair);
  else
    read_tsv(pairs, on_pair);
  return collector.finish();
}

}  // namespace megabandit
