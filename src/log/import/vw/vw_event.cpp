#include "log/import/vw/vw_event.hpp"

#include <fmt/format.h>

#include "log/import/text/line_source.hpp"
#include "log/import/text/place.hpp"
#include "log/import/vw/vw_json.hpp"
#include "log/import/vw/vw_text.hpp"

namespace megabandit {

std::string spelt(const NamedFeatures& features) {
  std::string text;
  const std::string* space = nullptr;
  for (const NamedFeature& feature : features) {
    if (space == nullptr || *space != feature.space)
      text += fmt::format("{}|{}", text.empty() ? "" : " ", feature.space);
    space = &feature.space;
    text += feature.value == 1 ? fmt::format(" {}", feature.name)
                               : fmt::format(" {}:{}", feature.name, feature.value);
  }
  return text;
}

SparseRow hashed_row(const NamedFeatures& named, std::uint32_t features) {
  SparseRow row{{0, 1}};
  for (const NamedFeature& feature : named) {
    Feature hashed = hashed_feature(feature.space, feature.name, feature.value, features - 1);
    ++hashed.index;
    row.push_back(hashed);
  }
  canonicalise(row);
  return row;
}

std::unique_ptr<VwReader> open_vw(const std::string& path) {
  auto lines = std::make_unique<LineSource>(path);
  std::string line;
  while (lines->next(line) && trimmed(line).empty()) continue;
  const bool is_json = trimmed(line).starts_with('{');
  if (!line.empty()) lines->put_back(std::move(line));
  return is_json ? make_vw_json_reader(std::move(lines)) : make_vw_text_reader(std::move(lines));
}

NamedFeatures vw_features(std::string_view line) {
  return trimmed(line).starts_with('{') ? vw_json_features(line) : vw_text_features({"the context", 1}, line);
}

}  // namespace megabandit
