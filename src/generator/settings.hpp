#pragma once
// Of filling a bank with outputs that a generator makes (table [bank]), and of that generator ([generator]).

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "config/schema.hpp"
#include "outside/settings.hpp"

namespace megabandit {

/// What becomes of an output that the generator never gives.
enum class Gaps {
  error,  ///< nothing is written
  leave,  ///< the bank is written, and says what it lacks
};

/// Whether the bank has the outputs themselves beside their embeddings.
enum class OutputTexts { keep, drop };

struct BankSettings {
  std::filesystem::path queries;  ///< a text on every line
  std::filesystem::path actions;  ///< the same
  std::uint64_t samples = 1;      ///< outputs of each query and action, >= 1
  std::uint64_t columns = 0;      ///< of an output; 0: as many as the generator's first has
  std::uint64_t seed = 1;         ///< from which the seeds of all requests are made
  OutputTexts texts = OutputTexts::keep;
  Gaps gaps = Gaps::error;
};

struct OutsideGeneratorSettings {
  std::string name;               ///< by which its answers are known again; empty: its command
  std::filesystem::path answers;  ///< directory; empty: beside the bank
  DispatchSettings dispatch{.outsider = {"generator", "generator"}};
  ProcessSettings process{.outsider = {"generator", "generator"}};

  const std::string& known_as() const { return name.empty() ? process.command : name; }
};

struct GenerateConfig {
  BankSettings bank;
  OutsideGeneratorSettings generator;

  Resolved resolved;  ///< where each value came from; filled by read_generate_config
};

void declare(Schema& schema, GenerateConfig& config);

/// @local  @throws ConfigError naming file, key and value
GenerateConfig read_generate_config(const ConfigText& file, std::span<const std::string> sets);

}  // namespace megabandit
