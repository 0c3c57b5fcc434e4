#pragma once
// What a judge outside the program is shown of candidates.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "judge/outside/shown/request.hpp"

namespace megabandit {

class JsonLine;
class SchemaTable;

/// Of table [candidates]; empty paths: there is none.
struct MaterialSettings {
  std::filesystem::path texts;    ///< JSON lines: candidate, text
  std::filesystem::path prompts;  ///< JSON lines: prompt, id; or a text file with a prompt on every line
  std::filesystem::path outputs;  ///< JSON lines: candidate, prompt, output
};

void declare_material(SchemaTable& table, MaterialSettings& material);

/// Replicated.
class Material {
 public:
  /// @local  Reads the files.
  /// @param names  of the candidates; empty: those of the texts, else of the outputs, as they come
  /// @throws MissingInput, DataError  naming file, line and value; also when a candidate has no text, or no
  /// output for a prompt
  Material(const MaterialSettings& settings, std::vector<std::string> names);

  const std::vector<std::string>& names() const { return names_; }
  std::uint64_t prompts() const { return prompts_.size(); }  ///< 0: comparisons are without
  bool has_texts() const { return !texts_.empty(); }
  bool has_outputs() const { return !outputs_.empty(); }
  const std::string& prompt(std::uint64_t p) const { return prompts_[p]; }
  /// What is shown of a candidate; with prompt `p` where there are prompts.
  Contender contender(std::uint64_t candidate, std::uint64_t p) const;
  std::uint64_t fingerprint() const;

 private:
  using OutputTable = std::vector<std::vector<std::optional<std::string>>>;  // [prompt][candidate]

  void read_texts(const std::filesystem::path& path);
  void read_prompts(const std::filesystem::path& path);
  void read_outputs(const std::filesystem::path& path);
  void take_outputs(OutputTable outputs, const std::filesystem::path& path);
  std::uint64_t candidate(const JsonLine& line, bool may_be_new);
  std::uint64_t prompt(const JsonLine& line, bool may_be_new);

  std::vector<std::string> names_;
  std::vector<std::string> texts_;    // one a candidate, or none
  std::vector<std::string> prompts_;  // may be none
  std::vector<std::string> outputs_;  // [prompt][candidate], or none
  std::unordered_map<std::string, std::uint64_t> candidate_of_, prompt_of_;
};

}  // namespace megabandit
