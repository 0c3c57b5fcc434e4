#pragma once
// Lists of context ids and of right actions: the tags of a question and the users who answered it.

#include <filesystem>
#include <string>
#include <vector>

#include "config/schema.hpp"
#include "world/chosen_contexts.hpp"
#include "world/problem.hpp"

namespace megabandit {

struct IdListsSettings {
  std::filesystem::path path{};
  std::string separator = "\t";
  std::vector<std::string> columns{};
  std::string context{};
  std::string actions{};
  std::uint64_t embedding = 64;
  std::string features = "learned";
  std::uint64_t hashed = 1024;
};

void declare(Schema& schema, IdListsSettings& lists);

/// Embeddings of actions and context ids are the singular vectors of the matrix of how often they met in the
/// training part, damped by log(1 + count). The query of a context is the mean embedding of its ids; its
/// features are the same mean or the ids themselves, hashed. @replicated but for the contexts of `part`
/// @throws MissingInput, DataError naming file and line
Problem make_id_lists(const IdListsSettings& lists, const ContextSettings& contexts, std::uint64_t seed,
                      const Part& part);

}  // namespace megabandit
