#pragma once
// Rows of a table or objects of JSON: things with named fields, whichever way they are written.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "log/import/text/delimited.hpp"
#include "log/import/text/place.hpp"

namespace megabandit {

class Records {
 public:
  virtual ~Records() = default;
  /// The next record; false at the end. @throws BadRow for one that cannot be read
  virtual bool next() = 0;
  /// A field's text (of JSON numbers: as they are written); nothing when it is empty, null or not there.
  /// @throws DataError for a column that a table does not have
  virtual std::optional<std::string> field(const std::string& name) const = 0;
  virtual bool has(const std::string& name) const = 0;  ///< whether the record has such a field
  virtual const std::string& name() const = 0;          ///< of the source
  virtual std::uint64_t line() const = 0;               ///< on which the record begins

  Place place(std::string_view field = {}) const { return {name(), line(), field}; }
  /// A field that must be there. @throws BadRow
  std::string required(const std::string& name) const;
};

/// @local  Sources called .json, .jsonl or .ndjson (and .gz of these) are JSON: an array of objects, or
/// objects one after the other; all others are delimited text with a header. @throws MissingInput, DataError
std::unique_ptr<Records> open_records(const std::string& path, Delimiter delimiter);

}  // namespace megabandit
