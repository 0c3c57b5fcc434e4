#include "storage/file_format.hpp"

#include <fmt/format.h>

namespace megabandit {

std::string why_not(const ReadFile& file, const FileFormat& format) {
  const auto name = file.text_attribute("/", "format");
  if (name != format.name)
    return fmt::format("this is no {}: attribute 'format' is {}, not '{}'; {}", format.what,
                       name ? "'" + *name + "'" : "missing", format.name, format.source);
  const auto version = file.natural_attribute("/", "version");
  if (version == format.version) return {};
  return fmt::format("attribute 'version' is {}, and this program reads version {}",
                     version ? std::to_string(*version) : "missing", format.version);
}

}  // namespace megabandit
