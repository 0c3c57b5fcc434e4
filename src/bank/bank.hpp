#pragma once
// A bank of outputs: for every query and action, some outputs that were generated beforehand, as embeddings
// (DSO specification 5.4). docs/format.md has the file.

#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/matrix.hpp"
#include "storage/job.hpp"

namespace megabandit {

struct BankShape {
  std::uint64_t queries = 0;
  std::uint64_t actions = 0;
  std::uint64_t samples = 0;  ///< of each query and action
  std::uint64_t columns = 0;  ///< of an output

  std::uint64_t rows() const { return actions * samples; }     ///< outputs of a query
  std::uint64_t numbers() const { return rows() * columns; }   ///< of a query
  std::uint64_t entries() const { return queries * actions; }  ///< pairs of query and action
  friend bool operator==(const BankShape&, const BankShape&) = default;
};

/// Several threads may ask at once.
class Bank {
 public:
  virtual ~Bank() = default;
  virtual const BankShape& shape() const = 0;
  /// @local  [actions * samples, columns]: those of action a are rows [a * samples, (a + 1) * samples). Valid
  /// as long as the bank. @throws DataError naming file, query and action when it lacks any of them
  virtual RowsView<float> outputs(std::uint64_t query) const = 0;
};

/// @collective  Ranks share the work of checking every number; what a rank asks for is read when it first
/// asks, and stays in its memory (actions * samples * columns * 4 bytes a query). Gaps are no error until
/// somebody asks for what is not there.
/// @throws AgreedError (no such file, no bank, an output that is not finite)
std::unique_ptr<Bank> open_bank(const Job& job, const std::filesystem::path& path);

}  // namespace megabandit
