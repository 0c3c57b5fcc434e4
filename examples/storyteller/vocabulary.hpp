#pragma once
// Texts as tokens of a model: a tokenizer file of llama2.c.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace storyteller {

inline constexpr std::int32_t kBeginning = 1;  ///< the token before every text
inline constexpr std::int32_t kEnd = 2;

class Vocabulary {
 public:
  /// @throws std::runtime_error naming the file and what is wrong with it
  Vocabulary(const std::filesystem::path& path, std::int32_t tokens);

  /// The beginning, then the text's tokens: its characters, or bytes, of which those pairs are merged again
  /// and again that make the likeliest token.
  std::vector<std::int32_t> tokens_of(std::string_view text) const;
  /// What a token adds to a text in which it follows another.
  std::string text_of(std::int32_t token, std::int32_t before) const;

 private:
  std::vector<std::string> texts_;
  std::vector<float> scores_;
  std::unordered_map<std::string, std::int32_t> token_of_;
};

}  // namespace storyteller
