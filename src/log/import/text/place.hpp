#pragma once
// Where in a source a value stands, and the errors that say so.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace megabandit {

/// A value's place in a text: file, line (1-based), and column or key (empty: the whole line).
struct Place {
  std::string_view source;
  std::uint64_t line = 0;
  std::string_view column{};
};

/// What is wrong with a value, and what its owner can do.
struct Complaint {
  std::string_view problem;  ///< "is not a number"
  std::string_view remedy;   ///< "correct it, or drop such rows with --drop-invalid"
};

/// A fault of one row or event; those that come after can still be read.
struct BadRow : DataError {
  using DataError::DataError;
};

/// @throws BadRow naming file, line, column, value, problem and remedy.
[[noreturn]] void refuse(const Place& place, std::string_view value, const Complaint& complaint);

/// `text` as a finite number that a float holds. @throws BadRow
float finite_number(const Place& place, std::string_view text);
/// `text` as a propensity in (0, 1]. @throws BadRow
float propensity(const Place& place, std::string_view text);
/// The same for a number that was read already.
float checked_propensity(const Place& place, double value);
/// `value` as a float. @throws BadRow when it is not finite
float checked_finite(const Place& place, double value);
/// `text` as a whole number in [least, 2^32 - 1). @throws BadRow
std::uint32_t whole_number(const Place& place, std::string_view text, std::uint32_t least);

/// Without the blanks at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace megabandit
