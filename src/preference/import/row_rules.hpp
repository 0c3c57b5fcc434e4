#pragma once
// Which records count, and to which group they belong: what importers of records share.

#include <functional>
#include <string>
#include <unordered_set>
#include <vector>

#include "config/schema.hpp"
#include "log/import/report.hpp"
#include "preference/import/format.hpp"
#include "preference/import/records.hpp"

namespace megabandit {

struct RowSettings {
  std::vector<std::string> where;     ///< FIELD=PATTERN
  std::vector<std::string> group;     ///< fields whose values together name the group
  std::vector<std::string> once_per;  ///< fields; of records that agree in them the first counts
  Delimiter delimiter = Delimiter::by_name;
};

void declare_rows(SchemaTable& table, RowSettings& rows);

/// Reads records of sources and passes on those that count.
class RowReader {
 public:
  /// @throws UsageError for a condition that is none
  RowReader(const RowSettings& settings, const PreferenceSources& sources);

  /// Calls `take` for the records of all sources that the conditions choose. Those for which it throws BadRow
  /// are left out and counted where the user asked for that. @throws DataError
  template <class Take>
  void for_each(Take take) {
    for (const std::string& path : sources_.paths) read(path, take);
  }

  std::string group_of(const Records& record) const;
  /// Whether this is the first record of `subject` (a pair, as text) with these values of once_per.
  bool first_of(const Records& record, const std::string& subject);
  ImportReport& report() { return report_; }
  /// Leaves a record out.
  void skip(const Records& record, const std::string& reason);

 private:
  struct Condition {
    std::string field, pattern;
  };
  void read(const std::string& path, const std::function<void(const Records&)>& take);
  bool chosen(const Records& record) const;

  const RowSettings& settings_;
  const PreferenceSources& sources_;
  std::vector<Condition> conditions_;
  std::unordered_set<std::string> seen_;
  ImportReport report_;
};

}  // namespace megabandit
