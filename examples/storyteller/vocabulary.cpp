#include "storyteller/vocabulary.hpp"

#include <charconv>
#include <fstream>
#include <limits>
#include <stdexcept>

namespace storyteller {
namespace {

constexpr std::int32_t kFirstByte = 3;  // tokens of the 256 bytes follow <unk>, the beginning and the end

template <class Number>
Number read_number(std::ifstream& file) {
  Number number{};
  file.read(reinterpret_cast<char*>(&number), sizeof number);
  return number;
}

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

}  // namespace

Vocabulary::Vocabulary(const std::filesystem::path& path, std::int32_t tokens) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path.string() + ": cannot be read");
  const auto longest = read_number<std::int32_t>(file);
  for (std::int32_t token = 0; token < tokens; ++token) {
    scores_.push_back(read_number<float>(file));
    const auto length = read_number<std::int32_t>(file);
    if (!file || length < 0 || length > longest)
      throw std::runtime_error(path.string() + ": token " + std::to_string(token) + " of " +
                               std::to_string(tokens) + " is not there; is it the model's own vocabulary?");
    std::string text(static_cast<std::size_t>(length), '\0');
    file.read(text.data(), length);
    token_of_.emplace(text, token);
    texts_.push_back(std::move(text));
  }
  if (!file) throw std::runtime_error(path.string() + ": ends within its last token");
  if (tokens < kFirstByte + 256) throw std::runtime_error(path.string() + ": has no tokens for single bytes");
}

std::vector<std::int32_t> Vocabulary::tokens_of(std::string_view text) const {
  std::vector<std::int32_t> tokens{kBeginning};
  if (text.empty()) return tokens;
  if (const auto space = token_of_.find(" "); space != token_of_.end()) tokens.push_back(space->second);
  for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end) {
    for (end = begin + 1; end < text.size() && !begins_character(text[end]);) ++end;
    const auto at = token_of_.find(std::string(text.substr(begin, end - begin)));
    if (at != token_of_.end())
      tokens.push_back(at->second);
    else
      for (const char byte : text.substr(begin, end - begin))
        tokens.push_back(kFirstByte + static_cast<unsigned char>(byte));
  }
  for (;;) {
    float best = -std::numeric_limits<float>::infinity();
    std::size_t where = 0;
    std::int32_t merged = -1;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
      const auto at = token_of_.find(texts_[static_cast<std::size_t>(tokens[i])] +
                                     texts_[static_cast<std::size_t>(tokens[i + 1])]);
      if (at == token_of_.end() || scores_[static_cast<std::size_t>(at->second)] <= best) continue;
      best = scores_[static_cast<std::size_t>(at->second)];
      where = i;
      merged = at->second;
    }
    if (merged < 0) return tokens;
    tokens[where] = merged;
    tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(where) + 1);
  }
}

std::string Vocabulary::text_of(std::int32_t token, std::int32_t before) const {
  const std::string& text = texts_[static_cast<std::size_t>(token)];
  unsigned byte = 0;  // a single byte is written as <0x0A>
  if (text.size() == 6 && text.starts_with("<0x") && text.ends_with('>') &&
      std::from_chars(text.data() + 3, text.data() + 5, byte, 16).ptr == text.data() + 5)
    return std::string(1, static_cast<char>(byte));
  return before == kBeginning && text.starts_with(' ') ? text.substr(1) : text;
}

}  // namespace storyteller
