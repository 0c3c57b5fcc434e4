#pragma once
// Reads what a world of text pairs is made of.

#include <filesystem>
#include <string>
#include <vector>

#include "world/chosen_contexts.hpp"
#include "world/kinds/text_pairs.hpp"

namespace megabandit {

/// One word a line, plain or .gz. @throws MissingInput, DataError for a list without words or with an empty
/// line
std::vector<std::string> read_words(const std::filesystem::path& path);

struct TextPairSource {
  std::vector<std::string> text;  ///< each once, in the order of the file
  Answers answers;                ///< of each text, at least one
  std::vector<std::string> remarks;
};

/// The texts that have an answer among `words`.
TextPairSource read_text_pairs(const TextPairsSettings& pairs, const std::vector<std::string>& words);

}  // namespace megabandit
