#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "log/encoders/encoders.hpp"
#include "log/import/columns/column_features.hpp"
#include "log/import/text/delimited.hpp"

namespace megabandit {
namespace {

/// A line holds one cell a context column, in the order of the log's columns.
class ColumnsEncoder final : public ContextEncoder {
 public:
  ColumnsEncoder(const nlohmann::json& description, char delimiter)
      : columns_(description), delimiter_(delimiter) {}

  std::uint64_t features() const override { return columns_.features(); }

  void encode(std::string_view line, std::span<float> out) const override {
    const std::vector<std::string> cells = split_cells(line, delimiter_);
    if (cells.size() != columns_.columns().size())
      throw DataError(fmt::format("a context of {} cells where the policy expects {} ({}): '{}'",
                                  cells.size(), columns_.columns().size(), names(), line.substr(0, 60)));
    SparseRow row;
    columns_.encode(std::vector<std::string_view>(cells.begin(), cells.end()), {"the context", 1}, row);
    std::ranges::fill(out, 0.0f);
    for (const Feature& feature : row) out[feature.index] += feature.value;
  }

  std::string describe() const override {
    nlohmann::json description = columns_.describe();
    description["delimiter"] = std::string(1, delimiter_);
    return description.dump();
  }

 private:
  std::string names() const {
    std::string text;
    for (const ColumnSpec& column : columns_.columns())
      text += fmt::format("{}{}", text.empty() ? "" : ", ", column.name);
    return text;
  }

  ColumnFeatures columns_;
  char delimiter_;
};

}  // namespace

std::unique_ptr<ContextEncoder> make_columns_encoder(const nlohmann::json& description) {
  const nlohmann::json delimiter = description.value("delimiter", nlohmann::json());
  if (!delimiter.is_string() || delimiter.get<std::string>().size() != 1)
    throw ConfigError("the context encoding of columns needs \"delimiter\", one character");
  return std::make_unique<ColumnsEncoder>(description, delimiter.get<std::string>()[0]);
}

}  // namespace megabandit
