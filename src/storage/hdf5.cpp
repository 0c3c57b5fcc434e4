#include "storage/hdf5.hpp"

#include <vector>

#include "base/error.hpp"

namespace megabandit::hdf5 {
namespace {

std::recursive_mutex& process_lock() {
  static std::recursive_mutex lock;
  return lock;
}

/// HDF5 wraps the system's message in addresses and times; people want the message.
std::string essence(const std::string& description) {
  for (const std::string key : {"error message = '", "error string is '"}) {
    const auto at = description.find(key);
    if (at == std::string::npos) continue;
    const auto from = at + key.size();
    return description.substr(from, description.find('\'', from) - from);
  }
  return description;
}

std::string& last_reason() {
  static std::string text;
  return text;
}

herr_t take_innermost(unsigned depth, const H5E_error2_t* error, void*) {
  if (depth == 0 && error->desc != nullptr) last_reason() = essence(error->desc);
  return 0;
}

/// Called by HDF5 the moment a call fails: the next call, if only to close something, forgets why.
herr_t note_failure(hid_t stack, void*) { return H5Ewalk2(stack, H5E_WALK_UPWARD, take_innermost, nullptr); }

}  // namespace

Session::Session() : hold_(process_lock()) {
  H5Eset_auto2(H5E_DEFAULT, note_failure, nullptr);
  last_reason() = "HDF5 gives no reason";
}

std::string reason() { return last_reason(); }

Handle file_access() {
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
#if H5_VERSION_GE(1, 10, 7)
  H5Pset_file_locking(access.get(), false, true);
#endif
  return access;
}

hid_t memory_type(Element element) {
  switch (element) {
    case Element::u1:
      return H5T_NATIVE_UINT8;
    case Element::u4:
      return H5T_NATIVE_UINT32;
    case Element::u8:
      return H5T_NATIVE_UINT64;
    case Element::i8:
      return H5T_NATIVE_INT64;
    case Element::f4:
      return H5T_NATIVE_FLOAT;
    case Element::f8:
      return H5T_NATIVE_DOUBLE;
  }
  throw InternalError("an element type that does not exist");
}

hid_t file_type(Element element) {
  switch (element) {
    case Element::u1:
      return H5T_STD_U8LE;
    case Element::u4:
      return H5T_STD_U32LE;
    case Element::u8:
      return H5T_STD_U64LE;
    case Element::i8:
      return H5T_STD_I64LE;
    case Element::f4:
      return H5T_IEEE_F32LE;
    case Element::f8:
      return H5T_IEEE_F64LE;
  }
  throw InternalError("an element type that does not exist");
}

Handle text_type() {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.get(), H5T_VARIABLE);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  return type;
}

namespace {

std::vector<hsize_t> extent(const Handle& space) {
  std::vector<hsize_t> extent(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space.get())));
  H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr);
  return extent;
}

}  // namespace

bool select_rows(const Handle& space, std::uint64_t first, std::uint64_t rows) {
  std::vector<hsize_t> count = extent(space);
  std::vector<hsize_t> start(count.size(), 0);
  start[0] = first;
  count[0] = rows;
  return H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr) >= 0;
}

Handle memory_space(const Handle& file_space, std::uint64_t rows) {
  std::vector<hsize_t> count = extent(file_space);
  count[0] = rows;
  return Handle(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose);
}

}  // namespace megabandit::hdf5
