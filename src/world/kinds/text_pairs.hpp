#pragma once
// A text has right answers in a list of words: misspellings and their corrections, names and their spellings.

#include <filesystem>
#include <string>

#include "config/schema.hpp"
#include "world/chosen_contexts.hpp"
#include "world/problem.hpp"

namespace megabandit {

struct TextPairsSettings {
  std::filesystem::path words{};
  std::filesystem::path pairs{};
  std::string format = "tsv";
  std::string text = "text";
  std::string answers = "answers";
  std::string answers_as = "words";
  std::uint64_t features = 1024;
  std::uint64_t shortest = 1;
  std::uint64_t longest = 3;
  std::uint64_t embedding = 128;
  std::string reduction = "svd";
};

void declare(Schema& schema, TextPairsSettings& pairs);

/// Contexts are hashed character n-grams of the text. An action's embedding is that of its word, reduced to
/// `embedding` dimensions and of length 1; the text's own reduced n-grams are the query. @replicated but for
/// the contexts of `part`
/// @throws MissingInput, DataError naming file and line
Problem make_text_pairs(const TextPairsSettings& pairs, const ContextSettings& contexts, std::uint64_t seed,
                        const Part& part);

}  // namespace megabandit
