#pragma once
// The mark that says what a file holds: attributes `format` and `version` of its root.

#include <cstdint>
#include <string>

#include "storage/read_file.hpp"

namespace megabandit {

struct FileFormat {
  const char* name;       ///< attribute `format`
  std::uint64_t version;  ///< that this program reads
  const char* what;       ///< such a file is called
  const char* source;     ///< where such files come from: "`megabandit generate` makes banks"
};

/// @local  Why the file is none of this format and version; empty when it is. @throws DataError for
/// attributes of another type
std::string why_not(const ReadFile& file, const FileFormat& format);

}  // namespace megabandit
