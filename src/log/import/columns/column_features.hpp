#pragma once
// Cells of a table as features: numbers, one-hot categories, multi-hot id lists, hashed values and words.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "log/import/features.hpp"
#include "log/import/text/place.hpp"

namespace megabandit {

enum class ColumnKind {
  numeric,      ///< the number
  categorical,  ///< one feature a category, 1 where it is the cell's (one-hot)
  ids,          ///< one feature an id of a list separated by blanks, commas, semicolons or bars (multi-hot)
  hashed,       ///< the cell's text hashed into `features`
  words,        ///< each word of the cell, in lower case, hashed into `features`
};

/// Which column and how it becomes features.
struct ColumnSpec {
  std::string name;  ///< as the header has it; `*` stands for any text
  ColumnKind kind = ColumnKind::numeric;
  std::uint32_t features = 0;  ///< of hashed and words
};

/// From `NAME`, `NAME:KIND` or `NAME:KIND:FEATURES`; a name may hold colons. @throws UsageError
ColumnSpec parse_column(std::string_view text);

/// Learns what features columns have, or knows them already, and encodes rows.
class ColumnFeatures {
 public:
  /// Categories are learnt from the rows.
  explicit ColumnFeatures(std::vector<ColumnSpec> columns);
  /// As describe() told. @throws ConfigError
  explicit ColumnFeatures(const nlohmann::json& description);

  const std::vector<ColumnSpec>& columns() const { return columns_; }
  std::uint64_t features() const { return slots_; }

  /// Features of a row with one cell a column; new categories are learnt unless the features are known. A row
  /// that is refused teaches nothing. @throws BadRow
  void learn(std::span<const std::string_view> cells, const Place& place, SparseRow& out);
  /// The same without learning: values not seen before have no feature. @throws BadRow
  void encode(std::span<const std::string_view> cells, const Place& place, SparseRow& out) const;

  /// Ends the learning: features stand by column, categories in byte order. Returns the new index of each.
  std::vector<std::uint32_t> seal();
  nlohmann::json describe() const;                    ///< after seal()
  std::uint64_t unknown() const { return unknown_; }  ///< values that learn() met and could not learn

 private:
  struct Column {
    std::uint32_t first = 0;                                  ///< numeric, hashed, words: its first feature
    std::unordered_map<std::string, std::uint32_t> category;  ///< categorical, ids
  };
  template <class Lookup>
  void fill(std::span<const std::string_view> cells, const Place& place, SparseRow& out,
            const Lookup& lookup) const;
  std::uint32_t learnt(std::size_t column, std::string_view value);

  std::vector<ColumnSpec> columns_;
  std::vector<Column> slots_of_;
  std::uint32_t slots_ = 0;
  bool known_ = false;
  std::uint64_t unknown_ = 0;
};

}  // namespace megabandit
