#pragma once
// A world file: which kind of problem, from what, and how it was logged.

#include <string>

#include "config/schema.hpp"
#include "world/chosen_contexts.hpp"
#include "world/kinds/generator.hpp"
#include "world/kinds/id_lists.hpp"
#include "world/kinds/ratings.hpp"
#include "world/kinds/sentences.hpp"
#include "world/kinds/text_pairs.hpp"
#include "world/logging_policy.hpp"
#include "world/problem.hpp"

namespace megabandit {

struct WorldSettings {
  std::string kind = "generator";
  std::uint64_t seed = 17;
  ContextSettings contexts;
  GeneratorSettings generator;
  TextPairsSettings text_pairs;
  RatingsSettings ratings;
  IdListsSettings id_lists;
  SentencesSettings sentences;
  LoggingSettings logging;
};

void declare(Schema& schema, WorldSettings& world);

/// @local  Bytes of memory that a rank needs at least to make the log, as far as the settings tell: of worlds
/// that come from files, 0.
double simulation_bytes(const WorldSettings& world, int ranks);

/// Whether it is of sentences, whose logs SentenceSimulator makes; all others are problems with right
/// answers.
bool is_of_sentences(const WorldSettings& world);

/// @local  This part of the world's contexts, and its catalogue. Not of sentences. @throws MissingInput,
/// DataError
Problem make_problem(const WorldSettings& world, const Part& part);

}  // namespace megabandit
