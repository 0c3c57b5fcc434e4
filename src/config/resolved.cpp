#include "config/resolved.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <xxhash.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace megabandit {
namespace {

template <class Chosen>
std::uint64_t hash_of(const std::vector<ResolvedSetting>& settings, const Chosen& chosen) {
  std::string text;
  for (const ResolvedSetting& setting : settings) {
    if (!setting.idle && chosen(setting))
      text += fmt::format("{} = {}\n", setting.name(), format_value(setting.kind, setting.value));
  }
  return XXH3_64bits(text.data(), text.size());
}

}  // namespace

Resolved::Resolved(std::vector<ResolvedSetting> settings, std::vector<std::string> warnings)
    : settings_(std::move(settings)), warnings_(std::move(warnings)) {}

const ResolvedSetting& Resolved::at(std::string_view name) const {
  for (const ResolvedSetting& setting : settings_)
    if (setting.name() == name) return setting;
  throw InternalError(fmt::format("there is no setting `{}`", name));
}

std::string Resolved::text() const {
  std::size_t name_width = 0, value_width = 0;
  for (const ResolvedSetting& setting : settings_) {
    if (setting.idle) continue;
    name_width = std::max(name_width, setting.name().size());
    value_width = std::max(value_width, format_value(setting.kind, setting.value).size());
  }
  std::string text;
  for (const ResolvedSetting& setting : settings_) {
    if (setting.idle) continue;
    text += fmt::format("{:{}} = {:{}}  # {}", setting.name(), name_width,
                        format_value(setting.kind, setting.value), value_width, setting.place);
    if (setting.origin != Origin::standard && !setting.required) {
      text += fmt::format(" (default {})", format_value(setting.kind, setting.standard));
    }
    text += '\n';
  }
  return text;
}

nlohmann::ordered_json Resolved::json() const {
  nlohmann::ordered_json tables = nlohmann::ordered_json::object();
  for (const ResolvedSetting& setting : settings_) {
    if (setting.idle) continue;
    const auto parsed = [&](const SettingValue& value) {
      return nlohmann::ordered_json::parse(format_value(setting.kind, value));
    };
    nlohmann::ordered_json& entry = tables[setting.table][setting.key];
    entry["value"] = parsed(setting.value);
    entry["source"] = setting.place;
    entry["default"] = setting.required ? nlohmann::ordered_json() : parsed(setting.standard);
  }
  return tables;
}

std::uint64_t Resolved::hash() const {
  return hash_of(settings_, [](const ResolvedSetting&) { return true; });
}

std::uint64_t Resolved::result_hash() const {
  return hash_of(settings_, [](const ResolvedSetting& setting) { return !setting.operational; });
}

}  // namespace megabandit
