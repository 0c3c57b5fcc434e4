#pragma once
// An HDF5 file that is read. Every rank opens it by itself: no rank ever waits for another inside HDF5.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/element.hpp"
#include "storage/job.hpp"

namespace megabandit {

class StoredDataset;

/// Several threads may read at once. A failure names file, dataset and HDF5's own reason. Paths of datasets
/// and groups start with "/".
class ReadFile {
 public:
  /// @collective  @throws AgreedError: MissingInput's code when there is no such file, DataError's when it is
  /// not HDF5.
  static ReadFile open(const Job& job, const std::filesystem::path& path);
  /// @local, as is all that follows. @throws MissingInput, DataError
  explicit ReadFile(std::filesystem::path path);
  ReadFile(ReadFile&&) noexcept;
  ~ReadFile();

  const std::filesystem::path& path() const { return path_; }
  bool has(const std::string& object) const;  ///< a dataset or a group
  std::vector<std::uint64_t> shape(const std::string& dataset) const;
  /// The same of a dataset that must have so many dimensions.
  std::vector<std::uint64_t> shape(const std::string& dataset, std::size_t dimensions) const;
  StoredType type(const std::string& dataset) const;

  /// Rows [first, first + rows), row by row. HDF5 converts a stored type all of whose values T has; DataError
  /// for another.
  template <class T>
  std::vector<T> rows(const std::string& dataset, std::uint64_t first, std::uint64_t rows) const {
    std::vector<T> values(elements(dataset, first, rows));
    read(dataset, first, rows, std::as_writable_bytes(std::span(values)), element_of<T>());
    return values;
  }
  /// The same into memory of the caller. out.size() = rows x elements of a row; DataError where the file's
  /// rows have another size.
  template <class T>
  void rows_into(const std::string& dataset, std::uint64_t first, std::uint64_t rows,
                 std::span<T> out) const {
    read(dataset, first, rows, std::as_writable_bytes(out), element_of<T>());
  }
  template <class T>
  std::vector<T> all(const std::string& dataset) const {
    const auto extent = shape(dataset);
    return rows<T>(dataset, 0, extent.empty() ? 1 : extent[0]);
  }
  /// Texts (of fixed or variable length) of a one-dimensional or scalar dataset.
  std::vector<std::string> texts(const std::string& dataset) const;

  /// Attributes of a dataset or group ("/" is the root); nothing when absent, DataError when of another type.
  std::optional<std::string> text_attribute(const std::string& object, const std::string& name) const;
  std::optional<std::vector<std::string>> texts_attribute(const std::string& object,
                                                          const std::string& name) const;
  std::optional<double> real_attribute(const std::string& object, const std::string& name) const;
  std::optional<std::uint64_t> natural_attribute(const std::string& object, const std::string& name) const;

  /// Elements of one row: the product of all extents but the first.
  std::uint64_t row_elements(const std::string& dataset) const;

 private:
  struct Open;
  const StoredDataset& stored(const std::string& dataset) const;  // within a Session
  /// Of rows that must be there.
  std::uint64_t elements(const std::string& dataset, std::uint64_t first, std::uint64_t rows) const;
  void read(const std::string& dataset, std::uint64_t first, std::uint64_t rows, std::span<std::byte> out,
            Element element) const;

  std::filesystem::path path_;
  std::unique_ptr<Open> open_;
};

}  // namespace megabandit
