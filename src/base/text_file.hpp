#pragma once

#include <filesystem>
#include <string>

namespace megabandit {

/// @local  Writes all of `text` under `path`: on the disk when this returns, and complete or absent (what was
/// there before stays) whatever happens meanwhile. @throws CannotWrite
void write_text(const std::filesystem::path& path, const std::string& text);

}  // namespace megabandit
