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
};

class Bank {
 public:
  virtual ~Bank() = default;
  virtual const BankShape& shape() const = 0;
  /// @local  [actions * samples, columns]: those of action a are rows [a * samples, (a + 1) * samples). Valid
  /// as long as the bank. @throws DataError naming file and query when it lacks the query
  virtual RowsView<float> outputs(std::uint64_t query) const = 0;
};

/// @collective  @throws AgreedError (no such file, no bank, an entry that is not finite)
std::unique_ptr<Bank> open_bank(const Job& job, const std::filesystem::path& path);

}  // namespace megabandit
