#pragma once
// A log as it lies in a file: what it holds, and its rows, checked as they are read.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "log/block_plan.hpp"
#include "log/file/rules.hpp"
#include "log/rounds.hpp"
#include "log/shard.hpp"
#include "storage/read_file.hpp"

namespace megabandit {

/// All functions are @local; every rank opens the file by itself.
class LogFile {
 public:
  /// Checks that all datasets are there, and their types and shapes. @throws MissingInput, DataError
  explicit LogFile(const std::filesystem::path& path);

  /// `rounds` counts all splits; `fingerprint` is 0, see log/file/scan.hpp.
  const LogShape& shape() const { return shape_; }
  const ReadFile& file() const { return file_; }
  bool has_split() const { return !shape_.splits.empty(); }
  /// The number of a split; nothing for "". @throws DataError listing the names when there is no such split.
  std::optional<std::uint8_t> split_number(const std::string& name) const;

  /// Context, action, reward, pscore and (when there is one) split of rounds. Bad values are noted in
  /// `faults`.
  Rounds rounds(Range rows, Faults& faults) const;
  /// The same into columns that may have been used before, whose memory is used again.
  void read_rounds(Range rows, Rounds& into, Faults& faults) const;
  /// Only context and (when there is one) split.
  void read_places(Range rows, Rounds& into, Faults& faults) const;
  /// Only split; there must be one. @throws DataError naming the first bad value.
  std::vector<std::uint8_t> split(Range rows) const;
  /// Only action, reward and pscore.
  void read_outcomes(Range rows, Rounds& into, Faults& faults) const;
  /// Only output; nothing when the log has none.
  void read_outputs(Range rows, Rounds& into, Faults& faults) const;
  void read_rounds_and_outputs(Range rows, Rounds& into, Faults& faults) const;
  /// The optional columns; empty when the log has none.
  std::vector<std::uint32_t> position(Range rows, Faults& faults) const;
  std::vector<std::int64_t> timestamp(Range rows) const;
  RowMatrix<float> features(Range contexts, Faults& faults) const;
  void read_features(Range contexts, RowMatrix<float>& into, Faults& faults) const;
  /// Truth of contexts, offsets from 0. @throws DataError when offsets are not those of rows.
  Truth truth(Range contexts, Faults& faults) const;
  /// How many entries truth() would have.
  std::uint64_t truth_entries(Range contexts) const;
  /// Of a factored truth: the contexts' part and the actions'. Here and below [0, 0] when the log has none.
  RowMatrix<float> truth_of_contexts(Range contexts, Faults& faults) const;
  RowMatrix<float> truth_of_actions(Range rows, Faults& faults) const;
  RowMatrix<float> output_shift(Range contexts, Faults& faults) const;
  std::vector<std::uint32_t> query(Range contexts, Faults& faults) const;
  /// All but /actions/output.
  ActionColumns actions(Faults& faults) const;
  RowMatrix<float> embedding(Range rows, Faults& faults) const;
  RowMatrix<float> action_output(Range rows, Faults& faults) const;
  std::vector<std::string> names() const;

 private:
  /// The rows of a matrix of so many columns.
  void read_matrix(const Rule<Finite>& rule, Range rows, std::uint64_t columns, RowMatrix<float>& into,
                   Faults& faults) const;
  RowMatrix<float> matrix(const Rule<Finite>& rule, Range rows, std::uint64_t columns, Faults& faults) const;

  ReadFile file_;
  LogShape shape_;
};

}  // namespace megabandit
