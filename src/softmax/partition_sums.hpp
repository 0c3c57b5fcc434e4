#pragma once
// What a pass over the catalogue adds up, in fixed point of two words, so that the sum over spans, threads
// and ranks has the same bits for any cut.
//
// The weights of a query are relative to a shift that all ranks know, chosen so that their sum is at least
// 2^FixedScale::least. A span's sums are floats; each is split into a number of 2^high and one of 2^low, and
// both are added as integers. With these scales neither word overflows for any number of spans, and a
// deposit's rounding is below 2^-26 of the sum.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace megabandit {

/// Actions are added up in spans: what a rank or thread works on begins at a multiple of it.
inline constexpr std::uint64_t kSpanActions = 4096;

/// The exponents of the two words, for a catalogue of so many actions. @replicated
struct FixedScale {
  int most = 100;  ///< a span's sum of weights must stay below 2^most
  int high = 0;    ///< a unit of the high word is 2^high
  int low = 0;     ///< a unit of the low word is 2^low
  int least = 0;   ///< the sum of all weights must be at least 2^least

  static FixedScale of(std::uint64_t actions);
};

/// Columns: the sum of weights w; the sums of w row (columns() of them); with a field, the sum of w u, then
/// those of w u row.
class PartitionSums {
 public:
  /// `columns`: of the table when the sums of w row are wanted, else 0. No entry of the table exceeds
  /// 2^exponent in size.
  PartitionSums(std::size_t queries, std::size_t columns, bool field, FixedScale scale, int exponent);

  std::size_t queries() const { return queries_; }
  std::size_t columns() const { return columns_; }
  bool has_field() const { return field_; }
  const FixedScale& scale() const { return scale_; }
  int exponent() const { return exponent_; }  ///< columns that hold rows are in units of 2^exponent besides

  std::size_t field_column() const { return 1 + columns_; }

  // For kernels. Entry q of a plane belongs to query q; there is room up to stride(), a multiple of 32.
  std::size_t stride() const { return stride_; }
  std::int64_t* high(std::size_t column) { return plane(2 * column); }
  std::int64_t* low(std::size_t column) { return plane(2 * column + 1); }
  std::int64_t* overflows() { return plane(2 * all_columns()); }
  /// Adds a number to a column of a query; the obvious way.
  void deposit(std::size_t column, std::size_t query, double x);

  void merge(const PartitionSums& other);  ///< of the same shape
  /// Adds what `some` holds of its i-th query to query queries[i]; the shapes may differ in queries only.
  void merge_queries(const PartitionSums& some, std::span<const std::uint32_t> queries);
  void clear_query(std::size_t query);
  std::span<std::int64_t> cells() { return cells_; }  ///< to be added up over the ranks

  bool overflowed(std::size_t query) const;  ///< then its totals mean nothing
  double total(std::size_t column, std::size_t query) const;

 private:
  std::size_t all_columns() const { return (1 + columns_) * (field_ ? 2 : 1); }
  std::size_t planes() const { return 2 * all_columns() + 1; }
  std::int64_t* plane(std::size_t i) { return cells_.data() + i * stride_; }
  const std::int64_t* plane(std::size_t i) const { return cells_.data() + i * stride_; }
  bool holds_row(std::size_t column) const { return column != 0 && !(field_ && column == field_column()); }

  std::size_t queries_, columns_, stride_;
  bool field_;
  FixedScale scale_;
  int exponent_;
  double low_in_high_, unit_, row_unit_;  // a unit of the low word in one of the high word; units of columns
  std::vector<std::int64_t> cells_;
};

}  // namespace megabandit
