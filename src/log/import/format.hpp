#pragma once
// What logs can be made from: one file each, and the table of all.

#include <memory>
#include <string>
#include <vector>

#include "config/schema.hpp"
#include "log/import/import_options.hpp"
#include "log/import/report.hpp"

namespace megabandit {

/// A format of sources and the settings that belong to it.
class SourceFormat {
 public:
  virtual ~SourceFormat() = default;
  virtual std::string name() const = 0;
  virtual std::string summary() const = 0;  ///< one line for --help
  /// Declares the format's own settings, stored in this object. Each is an option of the command line too; a
  /// key that several formats have means the same in all of them.
  virtual void declare(Schema& schema) = 0;
};

class ImportFormat : public SourceFormat {
 public:
  /// @root  Reads the sources. @throws Error
  virtual Imported read(const ImportOptions& options) = 0;
};

/// All formats, in the order of --help.
std::vector<std::unique_ptr<ImportFormat>> all_import_formats();

}  // namespace megabandit
