#include "log/context_encoder.hpp"

#include <array>
#include <cmath>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "log/encoders/encoders.hpp"

namespace megabandit {
namespace {

struct Kind {
  std::string_view name;
  std::string_view keys;  ///< what its description may say, separated by blanks
  std::unique_ptr<ContextEncoder> (*make)(const nlohmann::json& description);
};

constexpr std::array kKinds{
    Kind{"numeric", " kind features ", make_numeric_encoder},
    Kind{"char-ngrams", " kind features shortest longest ", make_char_ngrams_encoder},
    Kind{"hashed-ids", " kind features ", make_hashed_ids_encoder},
    Kind{"columns", " kind features columns delimiter ", make_columns_encoder},
    Kind{"vw", " kind features ", make_vw_encoder},
};

const Kind& kind_of(const nlohmann::json& json) {
  const std::string name =
      json.is_object() && json.contains("kind") && json["kind"].is_string() ? json["kind"] : "";
  std::string known;
  for (const Kind& kind : kKinds) {
    if (kind.name == name) return kind;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", kind.name);
  }
  throw ConfigError(
      fmt::format("the context encoding {} has an unknown \"kind\"; known are {}", json.dump(), known));
}

}  // namespace

std::uint64_t encoder_number(const nlohmann::json& description, const char* key, std::uint64_t otherwise,
                             std::uint64_t most) {
  if (!description.contains(key) && otherwise > 0) return otherwise;
  const nlohmann::json value = description.value(key, nlohmann::json());
  if (value.is_number_unsigned() && value >= 1u && value <= most) return value.get<std::uint64_t>();
  throw ConfigError(fmt::format("the context encoding {} needs \"{}\", a whole number from 1 to {}",
                                description.dump(), key, most));
}

void scale_to_length_one(std::span<float> features) {
  float squares = 0;
  for (const float x : features) squares += x * x;
  if (squares == 0) return;
  for (float& x : features) x /= std::sqrt(squares);
}

std::unique_ptr<ContextEncoder> make_encoder(const std::string& description) {
  const auto json = nlohmann::json::parse(description, nullptr, false);
  if (json.is_discarded())
    throw ConfigError(fmt::format("the context encoding '{}' is not valid JSON", description));
  const Kind& kind = kind_of(json);
  for (const auto& item : json.items())
    if (kind.keys.find(" " + item.key() + " ") == std::string_view::npos)
      throw ConfigError(fmt::format("the context encoding {} has an unknown key \"{}\"; known are{}",
                                    json.dump(), item.key(), kind.keys));
  return kind.make(json);
}

}  // namespace megabandit
