#pragma once
// What preference logs can be made from: one file each, and the table of all.

#include <memory>
#include <string>
#include <vector>

#include "log/import/format.hpp"
#include "preference/preference_log.hpp"

namespace megabandit {

/// What every importer of preferences is told.
struct PreferenceSources {
  std::vector<std::string> paths;  ///< read one after the other as one log; `-` is standard input
  OnInvalid on_invalid = OnInvalid::refuse;
};

/// A preference log and how it came about.
struct ImportedPreferences {
  PreferenceLog log;
  ImportReport report;
};

class PreferenceFormat : public SourceFormat {
 public:
  /// @root  Reads the sources. @throws Error
  virtual ImportedPreferences read(const PreferenceSources& sources) = 0;
};

/// All formats, in the order of --help.
std::vector<std::unique_ptr<PreferenceFormat>> all_preference_formats();

/// The summary for people: candidates, comparisons, groups, what was left out.
std::string import_summary(const ImportedPreferences& imported);

/// @throws DataError when there is no comparison, saying what became of what was read
void require_comparisons(const ImportedPreferences& imported);

}  // namespace megabandit
