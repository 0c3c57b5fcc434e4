#include "log/import/format.hpp"

#include "log/import/columns/columns_formats.hpp"
#include "log/import/hdf5/hdf5_format.hpp"
#include "log/import/vw/vw_format.hpp"

namespace megabandit {

std::vector<std::unique_ptr<ImportFormat>> all_import_formats() {
  std::vector<std::unique_ptr<ImportFormat>> formats;
  formats.push_back(make_csv_format());
  formats.push_back(make_obd_format());
  formats.push_back(make_vw_format());
  formats.push_back(make_hdf5_format());
  return formats;
}

}  // namespace megabandit
