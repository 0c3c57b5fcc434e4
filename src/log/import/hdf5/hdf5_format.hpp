#pragma once

#include <memory>

#include "log/import/format.hpp"

namespace megabandit {

/// `hdf5`: our own layout (docs/format.md) as anyone may have written it; equal contexts become one, and
/// rounds are sorted.
std::unique_ptr<ImportFormat> make_hdf5_format();

}  // namespace megabandit
