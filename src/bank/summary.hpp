#pragma once
// What a bank holds, in numbers.

#include <cstdint>
#include <optional>

#include "bank/bank_file.hpp"

namespace megabandit {

struct BankEntry {
  std::uint64_t query = 0;
  std::uint64_t action = 0;
  friend bool operator==(const BankEntry&, const BankEntry&) = default;
};

struct BankSummary {
  std::uint64_t filled = 0;            ///< entries (pairs of query and action) whose outputs are there
  std::optional<BankEntry> first_gap;  ///< the first entry that is not there; none: the bank is complete
  double norm = 0;                     ///< mean Euclidean norm of an output
  /// Root mean square distance of two outputs of a query, drawn with replacement. What the bandwidth of a
  /// kernel is chosen by.
  double distance = 0;
  double distance_within = 0;  ///< the same of two different outputs of one entry; 0 where there is but one
};

/// @collective  Reads every number of the bank once, shared by the ranks. @throws AgreedError
BankSummary summary_of(const Job& job, const BankFile& bank);

}  // namespace megabandit
