#pragma once
// What a generator answers: an embedding, and the text that it is of.

#include <atomic>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "outside/inquiry.hpp"

namespace megabandit {

struct Output {
  std::vector<float> numbers;  ///< [columns], finite; empty: there is none, a gap
  std::string text;
};

/// Reads {"output": [...], "text": "..."}. All outputs must have as many numbers as the first. From any
/// thread.
class OutputReader {
 public:
  /// @param columns  of an output; 0: as many as the first has
  explicit OutputReader(std::uint64_t columns) : columns_(columns) {}

  /// 0: no output was read yet.
  std::uint64_t columns() const { return columns_; }
  /// An answer, or what is wrong: no output, one of another width, numbers that are not finite.
  std::variant<AnswerText, Trouble> read(const nlohmann::json& line);

 private:
  std::string fault_of(const nlohmann::json& line);  // empty: there is none

  std::atomic<std::uint64_t> columns_;
};

/// What stands in an answer that OutputReader read; the empty answer is a gap.
Output output_of(const AnswerText& answer);

}  // namespace megabandit
