#include "config/setting.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "config/units.hpp"

namespace megabandit {
namespace {

/// Shortest text that reads back as the same double, and that is not an integer's.
std::string number_text(double number) {
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

/// A quoted string: JSON's escapes are TOML's.
std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string entry_text(std::int64_t number) { return fmt::format("{}", number); }
std::string entry_text(double number) { return number_text(number); }
std::string entry_text(const std::string& text) { return quoted(text); }

template <class T>
std::string entry_text(const std::vector<T>& list) {
  std::vector<std::string> texts;
  for (const T& entry : list) texts.push_back(entry_text(entry));
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

std::string_view noun(SettingKind kind) {
  switch (kind) {
    case SettingKind::integer:
      return "a whole number";
    case SettingKind::number:
      return "a number";
    case SettingKind::text:
      return "a text";
    case SettingKind::path:
      return "a path";
    case SettingKind::duration:
      return "a duration such as \"90 s\" or \"10 min\" (ms, s, min, h, d)";
    case SettingKind::size:
      return "a size such as \"512 MiB\" or \"8 GiB\" (B, KiB, MiB, GiB, TiB, KB, MB, GB, TB)";
    case SettingKind::choice:
      return "one of";
    case SettingKind::integers:
      return "a list of whole numbers";
    case SettingKind::numbers:
      return "a list of numbers";
    case SettingKind::texts:
      return "a list of texts";
    case SettingKind::paths:
      return "a list of paths";
  }
  return "";
}

}  // namespace

std::string format_value(SettingKind kind, const SettingValue& value) {
  if (kind == SettingKind::duration) return quoted(format_duration(Seconds(std::get<double>(value))));
  if (kind == SettingKind::size) {
    return quoted(format_size({static_cast<std::uint64_t>(std::get<std::int64_t>(value))}));
  }
  return std::visit([](const auto& held) { return entry_text(held); }, value);
}

Setting::Setting(std::string table, std::string key, SettingKind kind, SettingValue standard,
                 std::function<void(const SettingValue&)> store, std::string help)
    : table_(std::move(table)),
      key_(std::move(key)),
      help_(std::move(help)),
      kind_(kind),
      standard_(std::move(standard)),
      store_(std::move(store)) {}

Setting& Setting::required() {
  required_ = true;
  return *this;
}

Setting& Setting::unit(std::string_view unit) {
  unit_ = unit;
  return *this;
}

Setting& Setting::at_least(double least) {
  least_ = least;
  above_ = false;
  return *this;
}

Setting& Setting::above(double bound) {
  least_ = bound;
  above_ = true;
  return *this;
}

Setting& Setting::at_most(double most) {
  most_ = most;
  return *this;
}

Setting& Setting::between(double least, double most) { return at_least(least).at_most(most); }

Setting& Setting::one_of(std::vector<std::string> choices) {
  choices_ = std::move(choices);
  return *this;
}

Setting& Setting::used_when(std::string_view key, std::vector<std::string> values) {
  used_when_ = key.find('.') == std::string_view::npos ? fmt::format("{}.{}", table_, key) : std::string(key);
  used_values_ = std::move(values);
  return *this;
}

Setting& Setting::operational() {
  operational_ = true;
  return *this;
}

bool Setting::accepts_one(double number) const {
  return std::isfinite(number) && (above_ ? number > least_ : number >= least_) && number <= most_;
}

bool Setting::accepts_one(std::int64_t number) const { return accepts_one(static_cast<double>(number)); }

bool Setting::accepts_one(const std::string& text) const {
  return choices_.empty() || std::find(choices_.begin(), choices_.end(), text) != choices_.end();
}

template <class T>
bool Setting::accepts_one(const std::vector<T>& list) const {
  return std::all_of(list.begin(), list.end(), [this](const T& entry) { return accepts_one(entry); });
}

bool Setting::accepts(const SettingValue& value) const {
  return std::visit([this](const auto& held) { return accepts_one(held); }, value);
}

std::string Setting::allowed() const {
  std::string text(noun(kind_));
  if (kind_ == SettingKind::choice) return fmt::format("{} {}", text, fmt::join(choices_, ", "));
  if (!choices_.empty()) text += fmt::format(" out of {}", fmt::join(choices_, ", "));
  if (kind_ != SettingKind::duration && kind_ != SettingKind::size && std::isfinite(least_)) {
    if (kind_ == SettingKind::integers || kind_ == SettingKind::numbers) text += ", each";
    if (std::isfinite(most_)) {
      text += fmt::format(" in {}{}, {}]", above_ ? "(" : "[", least_, most_);
    } else {
      text += fmt::format("{}{}", above_ ? " above " : " of at least ", least_);
    }
  }
  if (!unit_.empty()) text += fmt::format(" ({})", unit_);
  return text;
}

}  // namespace megabandit
