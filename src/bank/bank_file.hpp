#pragma once
// A bank as a file that explains itself (docs/format.md): what it is made of, writing and reading it.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bank/bank.hpp"
#include "storage/read_file.hpp"
#include "storage/write_file.hpp"

namespace megabandit {

/// All of a bank but its outputs.
struct BankOutline {
  BankShape shape;
  std::string generator;             ///< what made the outputs, in words
  std::uint64_t seed = 0;            ///< from which it made them
  std::vector<std::string> queries;  ///< names, by number; none: they have none
  std::vector<std::string> actions;  ///< the same
  /// The outputs themselves, by query, action and sample; none: only their embeddings are kept.
  std::vector<std::string> texts;
};

/// Writes queries of a bank. @local
class BankWriter {
 public:
  BankWriter(RowWriter& file, const BankShape& shape) : file_(file), shape_(shape) {}
  /// @param outputs  [actions * samples * columns], zero where there are none
  /// @param filled   [actions]  1 where all outputs of the action are there, 0 where they are not
  /// @throws DataError naming query and action of an output that is not finite
  void write(std::uint64_t query, std::span<const float> outputs, std::span<const std::uint8_t> filled);

 private:
  RowWriter& file_;
  BankShape shape_;
};

/// @collective  All ranks together write every query once; `fill` is @local and writes those of this rank.
/// @param outline  the same on every rank but for names and texts, which rank 0 has
/// @throws AgreedError
void write_bank(const Job& job, const std::filesystem::path& path, const BankOutline& outline,
                const std::function<void(BankWriter&)>& fill);

/// A bank that is read. @local  Several threads may read at once.
class BankFile {
 public:
  /// @throws DataError  when it is no bank, naming dataset and remedy
  explicit BankFile(ReadFile file);

  const std::filesystem::path& path() const { return file_.path(); }
  const BankShape& shape() const { return shape_; }
  /// With the names that there are, and no texts.
  BankOutline outline() const;
  bool has_texts() const;
  /// [actions * samples * columns]. @throws DataError  naming query, action and sample when one is not finite
  std::vector<float> outputs(std::uint64_t query) const;
  /// [actions]  1 where all outputs of the action are there.
  std::vector<std::uint8_t> filled(std::uint64_t query) const;

 private:
  [[noreturn]] void fail(const std::string& object, const std::string& what) const;
  void check_format() const;
  void check_length(const char* dataset, std::uint64_t expected, const char* of) const;
  std::vector<std::string> names(const char* dataset) const;

  ReadFile file_;
  BankShape shape_;
};

/// @collective  @throws AgreedError
BankFile open_bank_file(const Job& job, const std::filesystem::path& path);

/// @collective  Whether a file is a bank, as far as its attributes tell. @throws AgreedError
bool is_bank(const Job& job, const std::filesystem::path& path);

}  // namespace megabandit
