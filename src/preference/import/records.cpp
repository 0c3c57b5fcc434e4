#include "preference/import/records.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "preference/import/json_objects.hpp"

namespace megabandit {
namespace {

class TableRecords final : public Records {
 public:
  TableRecords(const std::string& path, Delimiter delimiter)
      : table_(path, {.delimiter = delimiter, .header = {}}) {}

  bool next() override { return table_.next(cells_); }
  std::optional<std::string> field(const std::string& name) const override {
    const std::string& cell = cells_[table_.column(name)];
    if (trimmed(cell).empty()) return std::nullopt;
    return std::string(trimmed(cell));
  }
  bool has(const std::string& name) const override { return table_.has(name); }
  const std::string& name() const override { return table_.name(); }
  std::uint64_t line() const override { return table_.line(); }

 private:
  DelimitedReader table_;
  std::vector<std::string> cells_;
};

class JsonRecords final : public Records {
 public:
  explicit JsonRecords(const std::string& path) : objects_(path) {}

  bool next() override { return objects_.next(object_); }
  std::optional<std::string> field(const std::string& name) const override {
    const auto found = object_.find(name);
    if (found == object_.end() || found->is_null()) return std::nullopt;
    const std::string text = found->is_string() ? found->get<std::string>() : found->dump();
    return trimmed(text).empty() ? std::nullopt : std::optional(text);
  }
  bool has(const std::string& name) const override { return object_.contains(name); }
  const std::string& name() const override { return objects_.name(); }
  std::uint64_t line() const override { return objects_.line(); }

 private:
  JsonObjects objects_;
  nlohmann::json object_;
};

bool is_json(std::string_view path) {
  if (path.ends_with(".gz")) path.remove_suffix(3);
  constexpr std::array<std::string_view, 3> endings{".json", ".jsonl", ".ndjson"};
  return std::ranges::any_of(endings, [&](std::string_view ending) { return path.ends_with(ending); });
}

}  // namespace

std::string Records::required(const std::string& name) const {
  if (auto text = field(name)) return *std::move(text);
  refuse(place(name), "", {"is empty or missing", "correct it, or leave such rows out with --drop-invalid"});
}

std::unique_ptr<Records> open_records(const std::string& path, Delimiter delimiter) {
  if (is_json(path)) return std::make_unique<JsonRecords>(path);
  return std::make_unique<TableRecords>(path, delimiter);
}

}  // namespace megabandit
