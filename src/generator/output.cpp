#include "generator/output.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/shortened.hpp"
#include "log/utf8.hpp"

namespace megabandit {
namespace {

constexpr std::size_t kShown = 120;

// Of an output that is a list. Numbers are kept as 32-bit floats.
std::string fault_of_numbers(const nlohmann::json& output) {
  for (std::size_t i = 0; i < output.size(); ++i)
    if (!output[i].is_number() || !std::isfinite(output[i].get<float>()))
      return fmt::format("number {} of the output is {}; it must be a finite 32-bit float", i,
                         shortened(output[i].dump(), kShown));
  return "";
}

}  // namespace

std::variant<AnswerText, Trouble> OutputReader::read(const nlohmann::json& line) {
  if (const std::string fault = fault_of(line); !fault.empty())
    return Trouble{Trouble::Kind::unreadable, fault};
  nlohmann::ordered_json answer{{"output", line["output"]}};
  if (line.contains("text")) answer["text"] = line["text"];
  return answer.dump();
}

std::string OutputReader::fault_of(const nlohmann::json& line) {
  const auto output = line.find("output");
  if (output == line.end())
    return fmt::format("an answer without \"output\": {}", shortened(line.dump(), kShown));
  if (!output->is_array() || output->empty())
    return fmt::format("the output is {}; it must be a list of numbers", shortened(output->dump(), kShown));
  if (std::string fault = fault_of_numbers(*output); !fault.empty()) return fault;
  const auto text = line.find("text");
  if (text != line.end() &&
      (!text->is_string() || text->get_ref<const std::string&>().find('\0') != std::string::npos))
    return fmt::format("\"text\" is {}; it must be a text without zero bytes",
                       shortened(text->dump(), kShown));
  std::uint64_t expected = 0;  // the first that is whole says how many there are
  if (!columns_.compare_exchange_strong(expected, output->size()) && expected != output->size())
    return fmt::format("the output has {} numbers, and must have {}, as the others, or as bank.columns says",
                       output->size(), expected);
  return "";
}

Output output_of(const AnswerText& answer) {
  if (answer.empty()) return {};
  const nlohmann::json line = nlohmann::json::parse(answer);
  return {line["output"].get<std::vector<float>>(), line.value("text", "")};
}

}  // namespace megabandit
