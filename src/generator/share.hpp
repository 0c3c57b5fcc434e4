#pragma once
// The outputs of a rank on their way to the bank.

#include <cstdint>
#include <string>
#include <vector>

#include "bank/bank_file.hpp"
#include "base/range.hpp"
#include "generator/output.hpp"

namespace megabandit {

/// Outputs whose numbers are a run of all there are.
class OutputShare {
 public:
  explicit OutputShare(Range numbers) : numbers_(numbers), there_(numbers.size()), texts_(numbers.size()) {}

  const Range& numbers() const { return numbers_; }
  bool has(std::uint64_t number) const { return there_[number - numbers_.first] != 0; }
  std::uint64_t filled() const { return filled_; }
  bool has_texts() const { return has_texts_; }
  /// A gap (an output without numbers) changes nothing. All others have as many numbers.
  void put(std::uint64_t number, Output output);

  void drop_texts();

  const std::vector<float>& values() const { return values_; }       ///< [numbers, columns], 0 in gaps
  const std::vector<std::uint8_t>& there() const { return there_; }  ///< [numbers]  1: not a gap
  const std::vector<std::string>& texts() const { return texts_; }   ///< [numbers]

 private:
  Range numbers_;
  std::vector<float> values_;
  std::vector<std::uint8_t> there_;
  std::vector<std::string> texts_;
  std::uint64_t filled_ = 0;
  bool has_texts_ = false;
};

/// @replicated  The run of outputs that a rank makes.
Range share_of(std::uint64_t outputs, const Communicator& comm);

/// @collective  Writes a bank of the shares of all ranks, each that of share_of(); sends outputs to the ranks
/// that write their queries.
/// @param outline  its texts are taken from the shares where any has them
/// @throws AgreedError
void write_shares(const Job& job, const std::filesystem::path& path, BankOutline outline, OutputShare share);

}  // namespace megabandit
