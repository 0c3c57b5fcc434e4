#pragma once

#include <optional>
#include <string>

#include "log/import/import_options.hpp"
#include "log/import/report.hpp"

namespace megabandit {

/// Puts what users saw into a log that was read from its sources: outputs from the files of `options`, those
/// of the actions else from the log that it shall be like. @root @throws UsageError, DataError naming file,
/// rows and columns where these do not fit.
void attach_outputs(const ImportOptions& options, Imported& imported);

}  // namespace megabandit
