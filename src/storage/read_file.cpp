#include "storage/read_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "storage/hdf5.hpp"

namespace megabandit {

using hdf5::Handle;

struct ReadFile::Open {
  Handle file;
};

namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& object,
                       const std::string& what) {
  throw DataError(fmt::format("{}: {}: {}", path.string(), object, what));
}

/// The operating system says more plainly than HDF5 why a file cannot be read.
void check_readable(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    throw MissingInput(fmt::format("{}: cannot be read: {}", path.string(), std::strerror(errno)));
  struct stat status {};
  ::fstat(descriptor, &status);
  ::close(descriptor);
  if (!S_ISREG(status.st_mode)) throw MissingInput(fmt::format("{}: is not a file", path.string()));
}

/// A file that was cut off is the usual case; HDF5 says it in terms of its superblock.
std::string why_not_opened(const std::string& reason) {
  unsigned long long present = 0, stored = 0;
  if (std::sscanf(reason.c_str(), "truncated file: eof = %llu, sblock->base_addr = %*u, stored_eof = %llu",
                  &present, &stored) == 2)
    return fmt::format("is cut off after {} of its {} bytes; copy or make it again", present, stored);
  return fmt::format("cannot be opened: {}; is the copy complete?", reason);
}

Handle open_dataset(const std::filesystem::path& path, const Handle& file, const std::string& dataset) {
  Handle opened(H5Dopen2(file.get(), dataset.c_str(), H5P_DEFAULT), H5Dclose);
  if (opened) return opened;
  fail(path, dataset,
       H5Lexists(file.get(), dataset.c_str(), H5P_DEFAULT) > 0 ? "is no dataset" : "this dataset is missing");
}

StoredType stored_type(const Handle& type) {
  using Kind = StoredType::Kind;
  const std::size_t bytes = H5Tget_size(type.get());
  switch (H5Tget_class(type.get())) {
    case H5T_INTEGER:
      return {H5Tget_sign(type.get()) == H5T_SGN_NONE ? Kind::natural : Kind::integer, bytes};
    case H5T_FLOAT:
      return {Kind::real, bytes};
    case H5T_STRING:
      return {Kind::text, bytes};
    default:
      return {Kind::other, bytes};
  }
}

std::vector<std::uint64_t> extents(const Handle& space) {
  const int rank = H5Sget_simple_extent_ndims(space.get());
  std::vector<hsize_t> shape(static_cast<std::size_t>(std::max(rank, 0)));
  if (!shape.empty()) H5Sget_simple_extent_dims(space.get(), shape.data(), nullptr);
  return {shape.begin(), shape.end()};
}

/// Texts of a dataset or an attribute; `read(type, buffer)` calls HDF5 and throws when that did not work.
template <class Read>
std::vector<std::string> read_texts(const Handle& type, const Handle& space, const Read& read) {
  const auto count = static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.get()));
  std::vector<std::string> texts(count);
  if (count == 0) return texts;
  Handle memory(H5Tcopy(type.get()), H5Tclose);
  if (H5Tis_variable_str(type.get()) > 0) {
    std::vector<char*> pointers(count, nullptr);
    read(memory, pointers.data());
    for (std::size_t i = 0; i < count; ++i)
      if (pointers[i] != nullptr) texts[i] = pointers[i];
    H5Dvlen_reclaim(memory.get(), space.get(), H5P_DEFAULT, pointers.data());
    return texts;
  }
  const std::size_t width = H5Tget_size(type.get());
  std::vector<char> characters(count * width);
  read(memory, characters.data());
  for (std::size_t i = 0; i < count; ++i) {
    const char* text = characters.data() + i * width;
    texts[i].assign(text, ::strnlen(text, width));
  }
  return texts;
}

struct Rows {
  std::uint64_t first, count;
};

void check_rows(const std::filesystem::path& path, const std::string& dataset,
                const std::vector<std::uint64_t>& extent, Rows rows) {
  if (extent.empty() || rows.first > extent[0] || rows.count > extent[0] - rows.first)
    fail(path, dataset, fmt::format("has no rows {} to {}", rows.first, rows.first + rows.count));
}

/// Elements of `rows` rows of a dataset of that shape.
std::uint64_t elements_of(const std::filesystem::path& path, const std::string& dataset,
                          const std::vector<std::uint64_t>& extent, std::uint64_t rows) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 56;  // the bytes of so many can still be counted
  std::uint64_t elements = rows;
  for (std::size_t i = 1; i < extent.size(); ++i) {
    if (extent[i] > 0 && elements > kMost / extent[i])
      fail(path, dataset, "claims more elements than a file can hold: it is damaged");
    elements *= extent[i];
  }
  return elements;
}

Handle open_attribute(const Handle& file, const std::string& object, const std::string& name) {
  if (H5Aexists_by_name(file.get(), object.c_str(), name.c_str(), H5P_DEFAULT) <= 0) return {};
  return Handle(H5Aopen_by_name(file.get(), object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT),
                H5Aclose);
}

std::string attribute_name(const std::string& object, const std::string& name) {
  return fmt::format("attribute '{}' of {}", name, object);
}

}  // namespace

ReadFile ReadFile::open(const Job& job, const std::filesystem::path& path) {
  std::optional<ReadFile> file;
  agree(job.comm, [&] { file.emplace(path); });
  return std::move(*file);
}

ReadFile::ReadFile(std::filesystem::path path) : path_(std::move(path)), open_(std::make_unique<Open>()) {
  check_readable(path_);
  const hdf5::Session session;
  if (H5Fis_hdf5(path_.c_str()) <= 0)
    throw DataError(fmt::format("{}: is not an HDF5 file, or its beginning is damaged", path_.string()));
  open_->file = Handle(H5Fopen(path_.c_str(), H5F_ACC_RDONLY, hdf5::file_access().get()), H5Fclose);
  if (!open_->file) throw DataError(fmt::format("{}: {}", path_.string(), why_not_opened(hdf5::reason())));
}

ReadFile::ReadFile(ReadFile&&) noexcept = default;

ReadFile::~ReadFile() {
  const hdf5::Session session;
  open_.reset();
}

bool ReadFile::has(const std::string& object) const {
  const hdf5::Session session;
  // HDF5 wants to be asked for every group on the way.
  for (std::size_t end = object.find('/', 1);; end = object.find('/', end + 1)) {
    if (H5Lexists(open_->file.get(), object.substr(0, end).c_str(), H5P_DEFAULT) <= 0) return false;
    if (end == std::string::npos) return true;
  }
}

std::vector<std::uint64_t> ReadFile::shape(const std::string& dataset) const {
  const hdf5::Session session;
  const Handle opened = open_dataset(path_, open_->file, dataset);
  return extents(Handle(H5Dget_space(opened.get()), H5Sclose));
}

StoredType ReadFile::type(const std::string& dataset) const {
  const hdf5::Session session;
  const Handle opened = open_dataset(path_, open_->file, dataset);
  return stored_type(Handle(H5Dget_type(opened.get()), H5Tclose));
}

std::vector<std::uint64_t> ReadFile::shape(const std::string& dataset, std::size_t dimensions) const {
  auto extent = shape(dataset);
  if (extent.size() != dimensions)
    fail(path_, dataset, fmt::format("has {} dimensions, but {} are needed", extent.size(), dimensions));
  return extent;
}

std::uint64_t ReadFile::row_elements(const std::string& dataset) const {
  return elements_of(path_, dataset, shape(dataset), 1);
}

std::uint64_t ReadFile::elements(const std::string& dataset, std::uint64_t first, std::uint64_t rows) const {
  const auto extent = shape(dataset);
  check_rows(path_, dataset, extent, {first, rows});
  return elements_of(path_, dataset, extent, rows);
}

void ReadFile::read(const std::string& dataset, std::uint64_t first, std::uint64_t rows,
                    std::span<std::byte> out, Element element) const {
  const hdf5::Session session;
  const Handle opened = open_dataset(path_, open_->file, dataset);
  const StoredType stored = stored_type(Handle(H5Dget_type(opened.get()), H5Tclose));
  if (!converts_exactly(stored, element))
    fail(path_, dataset, fmt::format("holds {}, but {} is needed", stored.name(), name_of(element)));
  const Handle space(H5Dget_space(opened.get()), H5Sclose);
  const auto extent = extents(space);
  check_rows(path_, dataset, extent, {first, rows});
  if (const auto bytes = elements_of(path_, dataset, extent, rows) * bytes_of(element); bytes != out.size())
    fail(path_, dataset,
         fmt::format("{} rows hold {} bytes as {}, but {} are needed", rows, bytes, name_of(element),
                     out.size()));
  if (out.empty()) return;
  const Handle memory = hdf5::memory_space(space, rows);
  if (!hdf5::select_rows(space, first, rows) ||
      H5Dread(opened.get(), hdf5::memory_type(element), memory.get(), space.get(), H5P_DEFAULT, out.data()) <
          0)
    fail(path_, dataset,
         fmt::format("rows {} to {} cannot be read: {}", first, first + rows, hdf5::reason()));
}

std::vector<std::string> ReadFile::texts(const std::string& dataset) const {
  const hdf5::Session session;
  const Handle opened = open_dataset(path_, open_->file, dataset);
  const Handle type(H5Dget_type(opened.get()), H5Tclose);
  if (stored_type(type).kind != StoredType::Kind::text) fail(path_, dataset, "must hold texts");
  const Handle space(H5Dget_space(opened.get()), H5Sclose);
  return read_texts(type, space, [&](const Handle& memory, void* buffer) {
    if (H5Dread(opened.get(), memory.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, buffer) < 0)
      fail(path_, dataset, fmt::format("cannot be read: {}", hdf5::reason()));
  });
}

std::optional<std::vector<std::string>> ReadFile::texts_attribute(const std::string& object,
                                                                  const std::string& name) const {
  const hdf5::Session session;
  const Handle attribute = open_attribute(open_->file, object, name);
  if (!attribute) return std::nullopt;
  const Handle type(H5Aget_type(attribute.get()), H5Tclose);
  if (stored_type(type).kind != StoredType::Kind::text)
    fail(path_, attribute_name(object, name), "must hold text");
  const Handle space(H5Aget_space(attribute.get()), H5Sclose);
  return read_texts(type, space, [&](const Handle& memory, void* buffer) {
    if (H5Aread(attribute.get(), memory.get(), buffer) < 0)
      fail(path_, attribute_name(object, name), fmt::format("cannot be read: {}", hdf5::reason()));
  });
}

std::optional<std::string> ReadFile::text_attribute(const std::string& object,
                                                    const std::string& name) const {
  const auto texts = texts_attribute(object, name);
  if (!texts) return std::nullopt;
  if (texts->size() != 1) fail(path_, attribute_name(object, name), "must hold one text");
  return texts->front();
}

namespace {

template <class T>
std::optional<T> number(const std::filesystem::path& path, const Handle& file, const std::string& object,
                        const std::string& name, hid_t memory) {
  const Handle attribute = open_attribute(file, object, name);
  if (!attribute) return std::nullopt;
  const StoredType stored = stored_type(Handle(H5Aget_type(attribute.get()), H5Tclose));
  const Handle space(H5Aget_space(attribute.get()), H5Sclose);
  T value{};
  if (!stored.is_number() || H5Sget_simple_extent_npoints(space.get()) != 1 ||
      H5Aread(attribute.get(), memory, &value) < 0)
    fail(path, attribute_name(object, name), "must hold one number");
  return value;
}

}  // namespace

std::optional<double> ReadFile::real_attribute(const std::string& object, const std::string& name) const {
  const hdf5::Session session;
  return number<double>(path_, open_->file, object, name, H5T_NATIVE_DOUBLE);
}

std::optional<std::uint64_t> ReadFile::natural_attribute(const std::string& object,
                                                         const std::string& name) const {
  const hdf5::Session session;
  const auto value = number<std::int64_t>(path_, open_->file, object, name, H5T_NATIVE_INT64);
  if (value && *value < 0) fail(path_, attribute_name(object, name), fmt::format("{} is negative", *value));
  return value ? std::optional(static_cast<std::uint64_t>(*value)) : std::nullopt;
}

}  // namespace megabandit
