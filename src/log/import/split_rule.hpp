#pragma once
// How rounds are divided into a part to learn from and a part to test on.

#include <cstdint>
#include <string>
#include <string_view>

#include "log/import/log_builder.hpp"

namespace megabandit {

struct SplitRule {
  enum class Kind {
    none,
    contexts,  ///< this fraction of the contexts, drawn by their content, with all their rounds
    time,      ///< this fraction of the rounds, the latest
    column,    ///< as a column of the source says
  };
  Kind kind = Kind::none;
  double fraction = 0;   ///< of the test part, in (0, 1)
  std::string column{};  ///< of kind column
  std::uint64_t seed = 0;
};

/// From `0.2`, `time:0.2` or the name of a column; empty: none. @throws UsageError for a fraction that is not
/// in (0, 1)
SplitRule parse_split(std::string_view text, std::uint64_t seed);

/// Marks the rounds of a rule of kind contexts or time: 0 is train, 1 is test. Equal contexts never part with
/// kind contexts; the same context goes the same way in every log of the same features and seed. @throws
/// DataError without timestamps
void mark_test_rounds(const SplitRule& rule, LogBuilder& builder);

}  // namespace megabandit
