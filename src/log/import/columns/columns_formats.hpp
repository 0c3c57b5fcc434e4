#pragma once

#include <memory>

#include "log/import/format.hpp"

namespace megabandit {

/// `csv`: delimited text with a declared column map.
std::unique_ptr<ImportFormat> make_csv_format();
/// `obd`: the Open Bandit Dataset.
std::unique_ptr<ImportFormat> make_obd_format();

}  // namespace megabandit
