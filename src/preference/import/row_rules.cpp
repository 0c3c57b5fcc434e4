#include "preference/import/row_rules.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {

void declare_rows(SchemaTable& table, RowSettings& rows) {
  table.setting("where", rows.where,
                "use only rows in which a column has a value, COLUMN=VALUE; * stands for any text");
  table.setting("group", rows.group,
                "columns that tell apart what must not be mixed: a judge, a version, a situation");
  table.setting(
      "once_per", rows.once_per,
      "columns; of rows of one pair (or candidate) that agree in all of them only the first counts");
  table.choice("delimiter", rows.delimiter,
               {{"by-name", Delimiter::by_name},
                {"comma", Delimiter::comma},
                {"tab", Delimiter::tab},
                {"semicolon", Delimiter::semicolon},
                {"bar", Delimiter::bar}},
               "what parts the cells; by-name: a tab in .tsv and .tsv.gz, else a comma");
}

RowReader::RowReader(const RowSettings& settings, const PreferenceSources& sources)
    : settings_(settings), sources_(sources) {
  for (const std::string& text : settings.where) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      throw UsageError(fmt::format("--where '{}' is no condition; write COLUMN=VALUE", text));
    conditions_.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
}

bool RowReader::chosen(const Records& record) const {
  for (const auto& [field, pattern] : conditions_)
    if (!matches(pattern, record.field(field).value_or(""))) return false;
  return true;
}

void RowReader::skip(const Records& record, const std::string& reason) {
  report_.skip(reason, fmt::format("{}, line {}", record.name(), record.line()));
}

void RowReader::read(const std::string& path, const std::function<void(const Records&)>& take) {
  const auto records = open_records(path, settings_.delimiter);
  while (true) {
    try {
      if (!records->next()) return;
      ++report_.read;
      if (chosen(*records))
        take(*records);
      else
        skip(*records, "rows that --where does not choose");
    } catch (const BadRow& bad) {
      if (sources_.on_invalid == OnInvalid::refuse) throw;
      report_.skip("invalid rows", bad.what());
    }
  }
}

std::string RowReader::group_of(const Records& record) const {
  std::string name;
  for (const std::string& field : settings_.group)
    name += (name.empty() ? "" : ", ") + record.field(field).value_or("none");
  return name;
}

bool RowReader::first_of(const Records& record, const std::string& subject) {
  if (settings_.once_per.empty()) return true;
  std::string key = subject;
  for (const std::string& field : settings_.once_per) (key += '\x1f') += record.field(field).value_or("");
  return seen_.insert(std::move(key)).second;
}

}  // namespace megabandit
