#pragma once
// Of judges outside the program.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "outside/settings.hpp"

namespace megabandit {

class SchemaTable;

/// Which of a pair is shown first.
enum class PresentationOrder {
  random,    ///< either, by a coin of the ticket
  both,      ///< both orders are asked; who does not win both has not won
  as_given,  ///< the one that comes first among the candidates
};

/// Which of its answers a judge would give again.
enum class Repetition {
  drawn,  ///< none: every comparison is asked anew
  fixed,  ///< all: the same question is asked once
};

/// What becomes of a comparison on which the judge never says anything readable.
enum class Undecided { error, tie };

struct HttpSettings {
  std::string url;  ///< of chat completions
  std::string model;
  std::string key_variable;    ///< environment variable with the key; empty: none is sent
  std::filesystem::path form;  ///< text with {prompt}, {first}, {second}; empty: the one built in
  std::vector<std::string> marks = {"[[A]]", "[[B]]", "[[C]]"};  ///< first, second, tie
  double temperature = 0;
  std::uint64_t tokens = 1024;  ///< of an answer at most
};

struct OutsideSettings {
  PresentationOrder order = PresentationOrder::random;
  Repetition repetition = Repetition::drawn;
  std::filesystem::path answers;  ///< directory; empty: where the run keeps its files, or not at all
  Undecided undecided = Undecided::error;
  DispatchSettings dispatch{.outsider = {"judge", "judge"}};
  ProcessSettings process{.outsider = {"judge", "judge"}};
  HttpSettings http;
};

/// Settings of table [judge] that belong to the kinds `process` and `http`.
void declare_outside(SchemaTable& table, OutsideSettings& outside);

}  // namespace megabandit
