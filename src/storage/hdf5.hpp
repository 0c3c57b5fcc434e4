#pragma once
// The C interface of HDF5 made safe: handles that close themselves, one lock, and HDF5's own reason for a
// failure. For the .cpp files of storage/ only, because hdf5.h brings in the header of MPI.

#include <hdf5.h>

#include <filesystem>
#include <mutex>
#include <string>
#include <utility>

#include "storage/element.hpp"

namespace megabandit::hdf5 {

/// HDF5 as packaged is not thread-safe; ranks that are threads of one process share it. Whoever calls HDF5
/// holds a Session, and never while waiting for another rank. Also keeps HDF5 from printing its error stack.
class Session {
 public:
  Session();

 private:
  std::unique_lock<std::recursive_mutex> hold_;
};

/// An object of HDF5, closed at the end of its life. Made and destroyed within a Session.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle() = default;
  Handle(hid_t id, Close closer) : id_(id), close_(closer) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  /// Closes now and tells whether that worked.
  bool close() { return id_ < 0 || close_(std::exchange(id_, -1)) >= 0; }
  explicit operator bool() const { return id_ >= 0; }
  hid_t get() const { return id_; }

 private:
  hid_t id_ = -1;
  Close close_ = nullptr;
};

/// Why the last call failed, in HDF5's words.
std::string reason();

/// A file access list without file locks: they fail on many a parallel file system and we never write a file
/// in place.
Handle file_access();

hid_t memory_type(Element element);  ///< owned by HDF5
hid_t file_type(Element element);    ///< little-endian; owned by HDF5
Handle text_type();                  ///< variable-length UTF-8

/// Selects rows [first, first + rows) of a dataset's space. False on failure.
bool select_rows(const Handle& space, std::uint64_t first, std::uint64_t rows);
/// A memory space for so many rows of that shape.
Handle memory_space(const Handle& file_space, std::uint64_t rows);

}  // namespace megabandit::hdf5
