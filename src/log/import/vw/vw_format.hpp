#pragma once

#include <memory>

#include "log/import/format.hpp"

namespace megabandit {

/// `vw`: Vowpal Wabbit's contextual bandit text, JSON and dsjson.
std::unique_ptr<ImportFormat> make_vw_format();

}  // namespace megabandit
