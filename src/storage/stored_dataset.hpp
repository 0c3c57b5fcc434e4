#pragma once
// A dataset of a file that is read, with what is asked of it again and again. For the .cpp files of storage/
// only. All functions but read_plain() are called within an hdf5::Session.

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/hdf5.hpp"

namespace megabandit {

/// @throws DataError saying what is wrong with which object of which file.
[[noreturn]] void refuse_object(const std::filesystem::path& path, const std::string& object,
                                const std::string& what);

StoredType stored_type(const hdf5::Handle& type);

struct ByteRange {
  std::uint64_t first = 0, size = 0;
};

class StoredDataset {
 public:
  /// @throws DataError when there is no such dataset.
  StoredDataset(const std::filesystem::path& path, const hdf5::Handle& file, std::string name);

  const hdf5::Handle& handle() const { return dataset_; }
  const StoredType& type() const { return type_; }
  const std::vector<std::uint64_t>& extent() const { return extent_; }

  /// Elements of so many rows. @throws DataError when no file can hold so many.
  std::uint64_t elements(std::uint64_t rows) const;
  /// @throws DataError when there are no such rows.
  void check_rows(std::uint64_t first, std::uint64_t rows) const;
  /// As check_rows, and that they can be read as `element` into `bytes` bytes.
  void check_read(std::uint64_t first, std::uint64_t rows, std::uint64_t bytes, Element element) const;

  /// The bytes of rows in the file if they lie there one after the other; nothing where HDF5 has to assemble
  /// them.
  std::optional<ByteRange> place(std::uint64_t first, std::uint64_t rows) const;
  /// Whether values lie in the file as `element` lies in memory.
  bool is_plain(Element element) const { return plain_ == element; }
  void read_through_hdf5(std::uint64_t first, std::uint64_t rows, std::span<std::byte> out,
                         Element element) const;

 private:
  std::filesystem::path path_;
  std::string name_;
  hdf5::Handle dataset_;
  StoredType type_;
  std::vector<std::uint64_t> extent_;
  std::optional<Element> plain_;         // how it is stored, if as this element lies in memory
  std::optional<std::uint64_t> offset_;  // of its first byte in the file
};

/// Fills `out` from byte `offset` of a file on. @throws DataError when it ends before, or cannot be read.
void read_plain(int descriptor, std::uint64_t offset, std::span<std::byte> out,
                const std::filesystem::path& path, const std::string& dataset);

}  // namespace megabandit
