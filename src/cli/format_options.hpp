#pragma once
// The settings of importers' formats as options of the command line. Formats may share an option.

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "config/schema.hpp"
#include "log/import/format.hpp"

namespace CLI {
class App;
}

namespace megabandit {

class FormatOptions {
 public:
  /// Takes the settings of a format, which outlives this.
  void add(SourceFormat& format);
  /// The formats' names and summaries, a line each.
  std::string formats() const;
  /// Declares an option for every setting.
  void declare(CLI::App& app);
  /// @throws UsageError listing the formats when there is none called `format`
  void require_format(const std::string& format) const;
  /// Stores what was given, on the command line or in the TOML file `map` (empty: none), in the format's own
  /// variables. @throws UsageError for an option of another format, ConfigError
  void configure(const std::string& format, const std::string& map) const;

 private:
  struct Entry {
    SourceFormat& format;
    Schema schema{};
  };
  struct Option {
    std::vector<std::string> formats;  ///< that have it
    std::vector<std::string> given;
  };
  void declare(CLI::App& app, const Setting& setting);

  std::deque<Entry> entries_;              // a deque: declarations hold references
  std::map<std::string, Option> options_;  // by the setting's key
};

}  // namespace megabandit
