#include "log/import/columns/column_features.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <ranges>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/narrow.hpp"

namespace megabandit {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<std::string_view, ColumnKind>, 5> kKinds{
    {{"numeric", ColumnKind::numeric},
     {"categorical", ColumnKind::categorical},
     {"ids", ColumnKind::ids},
     {"hashed", ColumnKind::hashed},
     {"words", ColumnKind::words}}};
constexpr std::size_t kMostCategories = 1u << 16;

std::optional<ColumnKind> kind_called(std::string_view name) {
  const auto found = std::ranges::find(kKinds, name, &std::pair<std::string_view, ColumnKind>::first);
  return found == kKinds.end() ? std::nullopt : std::optional(found->second);
}

std::string_view name_of(ColumnKind kind) {
  return std::ranges::find(kKinds, kind, &std::pair<std::string_view, ColumnKind>::second)->first;
}

bool is_hashing(ColumnKind kind) { return kind == ColumnKind::hashed || kind == ColumnKind::words; }
bool has_categories(ColumnKind kind) { return kind == ColumnKind::categorical || kind == ColumnKind::ids; }

/// The runs of characters of `text` for which `belongs` holds.
template <class Belongs>
std::vector<std::string_view> runs(std::string_view text, const Belongs& belongs) {
  std::vector<std::string_view> found;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && belongs(static_cast<unsigned char>(text[end]))) ++end;
    if (end > i) found.push_back(text.substr(i, end - i));
    i = end + 1;
  }
  return found;
}

bool in_id(unsigned char c) { return c > ' ' && c != ',' && c != ';' && c != '|'; }
bool in_word(unsigned char c) {
  return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string lower(std::string_view text) {
  std::string copy(text);
  for (char& c : copy)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return copy;
}

std::uint32_t features_of(std::string_view column, std::string_view digits) {
  std::uint32_t features = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), features);
  if (fault != std::errc{} || end != digits.data() + digits.size() || features == 0 ||
      features > kMostFeatures)
    throw UsageError(fmt::format("column '{}': the number of features is {}, but must be from 1 to {}",
                                 column, digits, kMostFeatures));
  return features;
}

/// The same from a description; 0 for a kind that has no such number.
std::uint32_t features_of(ColumnKind kind, const json& entry) {
  if (!is_hashing(kind)) return 0;
  const auto features = entry.at("features").get<std::int64_t>();
  if (features < 1 || features > kMostFeatures)
    throw ConfigError(fmt::format("a column with a number of features outside of 1 to {}: {}", kMostFeatures,
                                  entry.dump()));
  return static_cast<std::uint32_t>(features);
}

std::vector<std::string_view> categories_in(ColumnKind kind, std::string_view cell) {
  if (kind == ColumnKind::categorical) return {cell};
  std::vector<std::string_view> ids = runs(cell, in_id);
  std::ranges::sort(ids);  // an id that is listed twice is there once
  const auto repeated = std::ranges::unique(ids);
  ids.erase(repeated.begin(), repeated.end());
  return ids;
}

}  // namespace

ColumnSpec parse_column(std::string_view text) {
  const auto cut_last = [](std::string_view whole) {
    const auto colon = whole.rfind(':');
    return colon == std::string_view::npos ? std::pair(whole, std::string_view{})
                                           : std::pair(whole.substr(0, colon), whole.substr(colon + 1));
  };
  ColumnSpec spec{.name = std::string(text)};
  auto [name, last] = cut_last(text);
  if (!last.empty() && std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; })) {
    const auto [shorter, kind] = cut_last(name);
    if (kind_called(kind)) {
      spec.features = features_of(text, last);
      name = shorter;
      last = kind;
    }
  }
  if (const auto kind = kind_called(last)) {
    spec.kind = *kind;
    spec.name = std::string(name);
  }
  if (is_hashing(spec.kind) != (spec.features > 0))
    throw UsageError(fmt::format(
        "column '{}': kind {} {}; kinds are numeric, categorical, ids, hashed:FEATURES, words:FEATURES", text,
        name_of(spec.kind),
        is_hashing(spec.kind) ? "needs a number of features" : "takes no number of features"));
  return spec;
}

ColumnFeatures::ColumnFeatures(std::vector<ColumnSpec> columns) : columns_(std::move(columns)) {
  for (const ColumnSpec& column : columns_) {
    slots_of_.push_back({.first = slots_, .category = {}});
    if (!has_categories(column.kind)) slots_ += std::max<std::uint32_t>(column.features, 1);
  }
}

ColumnFeatures::ColumnFeatures(const json& description) try : known_(true) {
  for (const json& entry : description.at("columns")) {
    const auto kind = kind_called(entry.at("kind").get<std::string>());
    if (!kind) throw ConfigError(fmt::format("a column of unknown kind: {}", entry.dump()));
    Column column{.first = slots_, .category = {}};
    if (has_categories(*kind))
      for (const json& category : entry.at("categories"))
        column.category.emplace(category.get<std::string>(), slots_++);
    else
      slots_ += std::max<std::uint32_t>(features_of(*kind, entry), 1);
    columns_.push_back({entry.at("name"), *kind, features_of(*kind, entry)});
    slots_of_.push_back(std::move(column));
  }
} catch (const json::exception& error) {
  throw ConfigError(
      fmt::format("a description of columns cannot be read: {}; import the log again", error.what()));
}

template <class Lookup>
void ColumnFeatures::fill(std::span<const std::string_view> cells, const Place& place, SparseRow& out,
                          const Lookup& lookup) const {
  // Numbers first: they alone can be refused.
  for (std::size_t c = 0; c < columns_.size(); ++c)
    if (columns_[c].kind == ColumnKind::numeric)
      out.push_back(
          {slots_of_[c].first, finite_number({place.source, place.line, columns_[c].name}, cells[c])});
  const auto add_hashed = [&](std::size_t c, std::string_view value) {
    Feature feature = hashed_feature(columns_[c].name, value, 1, columns_[c].features);
    feature.index += slots_of_[c].first;
    out.push_back(feature);
  };
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const ColumnKind kind = columns_[c].kind;
    if (has_categories(kind))
      for (const std::string_view value : categories_in(kind, cells[c])) lookup(c, value);
    if (kind == ColumnKind::hashed) add_hashed(c, cells[c]);
    if (kind == ColumnKind::words)
      for (const std::string_view word : runs(cells[c], in_word)) add_hashed(c, lower(word));
  }
}

std::uint32_t ColumnFeatures::learnt(std::size_t column, std::string_view value) {
  auto& category = slots_of_[column].category;
  const auto [found, is_new] = category.try_emplace(std::string(value), slots_);
  if (!is_new) return found->second;
  if (category.size() > kMostCategories)
    throw DataError(
        fmt::format("column '{}' has more than {} distinct values, too many for one feature each; hash them: "
                    "'{}:hashed:256'",
                    columns_[column].name, kMostCategories, columns_[column].name));
  return slots_++;
}

void ColumnFeatures::learn(std::span<const std::string_view> cells, const Place& place, SparseRow& out) {
  fill(cells, place, out, [&](std::size_t column, std::string_view value) {
    const auto found = slots_of_[column].category.find(std::string(value));
    if (found != slots_of_[column].category.end())
      out.push_back({found->second, 1});
    else if (known_)
      ++unknown_;
    else
      out.push_back({learnt(column, value), 1});
  });
}

void ColumnFeatures::encode(std::span<const std::string_view> cells, const Place& place,
                            SparseRow& out) const {
  fill(cells, place, out, [&](std::size_t column, std::string_view value) {
    const auto found = slots_of_[column].category.find(std::string(value));
    if (found != slots_of_[column].category.end()) out.push_back({found->second, 1});
  });
}

std::vector<std::uint32_t> ColumnFeatures::seal() {
  std::vector<std::uint32_t> place(slots_);
  std::uint32_t next = 0;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    Column& column = slots_of_[c];
    if (has_categories(columns_[c].kind)) {
      std::vector<std::pair<std::string_view, std::uint32_t*>> sorted;
      for (auto& [value, slot] : column.category) sorted.emplace_back(value, &slot);
      // What is known keeps its order, and so does what is learnt in another order of the rows.
      if (known_)
        std::ranges::sort(sorted, {}, [](const auto& entry) { return *entry.second; });
      else
        std::ranges::sort(sorted);
      for (const auto& [value, slot] : sorted) *slot = place[*slot] = next++;
    } else {
      const std::uint32_t width = std::max<std::uint32_t>(columns_[c].features, 1), first = next;
      for (std::uint32_t i = 0; i < width; ++i) place[column.first + i] = next++;
      column.first = first;
    }
  }
  known_ = true;
  return place;
}

json ColumnFeatures::describe() const {
  json columns = json::array();
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    json entry{{"name", columns_[c].name}, {"kind", name_of(columns_[c].kind)}};
    if (columns_[c].features > 0) entry["features"] = columns_[c].features;
    if (has_categories(columns_[c].kind)) {
      std::vector<std::pair<std::uint32_t, std::string>> sorted;
      for (const auto& [value, slot] : slots_of_[c].category) sorted.emplace_back(slot, value);
      std::ranges::sort(sorted);
      entry["categories"] = json::array();
      for (auto& [slot, value] : sorted) entry["categories"].push_back(std::move(value));
    }
    columns.push_back(std::move(entry));
  }
  return {{"kind", "columns"}, {"features", slots_}, {"columns", std::move(columns)}};
}

}  // namespace megabandit
