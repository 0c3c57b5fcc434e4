#pragma once
// What a judge outside the program is asked, and what it says.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace megabandit {

/// One of the two that are compared, as the judge is shown it. Texts belong to the Material.
struct Contender {
  const std::string* name = nullptr;
  const std::string* text = nullptr;    ///< what the candidate is: a system prompt, a description; or null
  const std::string* output = nullptr;  ///< what it made of the prompt; or null
};

/// A comparison in the order in which it is shown.
struct Request {
  std::uint64_t seed = 0;    ///< of the run
  std::uint64_t ticket = 0;  ///< of the comparison
  Contender first, second;
  const std::string* prompt = nullptr;  ///< what both were asked; or null
};

enum class Verdict : std::uint8_t { first, second, tie };

/// "first", "second", "tie": as they stand in files and in the protocol of judges.
std::string_view name_of(Verdict verdict);
std::optional<Verdict> verdict_named(std::string_view name);

}  // namespace megabandit
