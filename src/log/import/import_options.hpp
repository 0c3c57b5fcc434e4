#pragma once
// What every importer is told.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "log/import/split_rule.hpp"
#include "log/rounds.hpp"

namespace megabandit {

/// A log whose features and actions the new one shall have, so that a policy learnt on one can be evaluated
/// on the other.
struct Reference {
  std::string path;
  std::string encoding;  ///< JSON
  std::uint64_t features = 0;
  std::uint64_t actions = 0;
  ActionColumns catalogue;  ///< outputs too
  double output_noise = 0;
};

/// Matrices of what users saw, as read_matrix() takes them; empty: none.
struct OutputFiles {
  std::string of_rounds;          ///< a row for each row or event of the sources, in their order
  std::string of_actions;         ///< a row for each action of the catalogue
  std::optional<double> noise{};  ///< standard deviation of outputs around those of actions; without: 0
};

/// What becomes of a row or event that is invalid.
enum class OnInvalid { refuse, leave_out };

struct ImportOptions {
  std::vector<std::string> sources;  ///< read one after the other as one log; `-` is standard input
  OnInvalid on_invalid = OnInvalid::refuse;
  SplitRule split;
  std::uint64_t actions = 0;  ///< how many there are; 0: as many as are named
  std::optional<Reference> like;
  OutputFiles outputs{};
};

}  // namespace megabandit
