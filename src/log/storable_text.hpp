#pragma once

#include <string>

namespace megabandit {

/// That a file may hold it: readers want UTF-8, and HDF5 ends a text at its first zero byte. @local
/// @throws DataError calling the text `what`, as in "the name of action 3", saying where it is wrong
void require_storable(const std::string& text, const std::string& what);

}  // namespace megabandit
