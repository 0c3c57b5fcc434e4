#pragma once
// What an import did: read, kept, left out and why.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "log/rounds.hpp"

namespace megabandit {

struct ImportReport {
  struct Skipped {
    std::uint64_t count = 0;
    std::string example;  ///< the first
  };
  std::uint64_t read = 0;                  ///< rows or events of the sources
  std::map<std::string, Skipped> skipped;  ///< by reason
  std::vector<std::string> notes;          ///< what the user should know of the result

  void skip(const std::string& reason, const std::string& example);
};

/// A log and how it came about.
struct Imported {
  LogPart part;
  ImportReport report;
  std::vector<std::uint64_t> source_row{};  ///< of each round: its row in the sources; empty: all, in order
};

/// @throws DataError when no round is left, saying what became of those that were read
void require_rounds(const Imported& imported);

/// The summary for people: rounds, contexts, actions, rewards, propensities, splits, what was left out.
std::string import_summary(const Imported& imported);

}  // namespace megabandit
