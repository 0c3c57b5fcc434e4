#include "storage/read_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "storage/hdf5.hpp"
#include "storage/stored_dataset.hpp"

namespace megabandit {

using hdf5::Handle;

/// The file, as HDF5 and as the operating system know it. Whoever touches it holds a Session.
struct ReadFile::Open {
  Handle file;
  std::map<std::string, StoredDataset> datasets;  // those that were asked for
  int descriptor = -1;
  ~Open() {
    datasets.clear();  // before the file they are of
    if (descriptor >= 0) ::close(descriptor);
  }
};

namespace {

/// The operating system says more plainly than HDF5 why a file cannot be read.
int open_readable(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    throw MissingInput(fmt::format("{}: cannot be read: {}", path.string(), std::strerror(errno)));
  struct stat status {};
  ::fstat(descriptor, &status);
  if (S_ISREG(status.st_mode)) return descriptor;
  ::close(descriptor);
  throw MissingInput(fmt::format("{}: is not a file", path.string()));
}

/// A file that was cut off is the usual case; HDF5 says it in terms of its superblock.
std::string why_not_opened(const std::string& reason) {
  unsigned long long present = 0, stored = 0;
  if (std::sscanf(reason.c_str(), "truncated file: eof = %llu, sblock->base_addr = %*u, stored_eof = %llu",
                  &present, &stored) == 2)
    return fmt::format("is cut off after {} of its {} bytes; copy or make it again", present, stored);
  return fmt::format("cannot be opened: {}; is the copy complete?", reason);
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
  open_->descriptor = open_readable(path_);
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

const StoredDataset& ReadFile::stored(const std::string& dataset) const {
  if (const auto found = open_->datasets.find(dataset); found != open_->datasets.end()) return found->second;
  return open_->datasets.emplace(dataset, StoredDataset(path_, open_->file, dataset)).first->second;
}

std::vector<std::uint64_t> ReadFile::shape(const std::string& dataset) const {
  const hdf5::Session session;
  return stored(dataset).extent();
}

StoredType ReadFile::type(const std::string& dataset) const {
  const hdf5::Session session;
  return stored(dataset).type();
}

std::vector<std::uint64_t> ReadFile::shape(const std::string& dataset, std::size_t dimensions) const {
  auto extent = shape(dataset);
  if (extent.size() != dimensions)
    refuse_object(path_, dataset,
                  fmt::format("has {} dimensions, but {} are needed", extent.size(), dimensions));
  return extent;
}

std::uint64_t ReadFile::row_elements(const std::string& dataset) const {
  const hdf5::Session session;
  return stored(dataset).elements(1);
}

std::uint64_t ReadFile::elements(const std::string& dataset, std::uint64_t first, std::uint64_t rows) const {
  const hdf5::Session session;
  stored(dataset).check_rows(first, rows);
  return stored(dataset).elements(rows);
}

void ReadFile::read(const std::string& dataset, std::uint64_t first, std::uint64_t rows,
                    std::span<std::byte> out, Element element) const {
  std::optional<ByteRange> place;
  {
    const hdf5::Session session;
    const StoredDataset& rows_of = stored(dataset);
    rows_of.check_read(first, rows, out.size(), element);
    if (out.empty()) return;
    place = rows_of.is_plain(element) ? rows_of.place(first, rows) : std::nullopt;
    if (!place) return rows_of.read_through_hdf5(first, rows, out, element);
  }
  // Without the lock, so that a rank may read while others do. Also saves what HDF5 spends on a call.
  read_plain(open_->descriptor, place->first, out, path_, dataset);
}

std::vector<std::string> ReadFile::texts(const std::string& dataset) const {
  const hdf5::Session session;
  const Handle& opened = stored(dataset).handle();
  const Handle type(H5Dget_type(opened.get()), H5Tclose);
  if (stored_type(type).kind != StoredType::Kind::text) refuse_object(path_, dataset, "must hold texts");
  const Handle space(H5Dget_space(opened.get()), H5Sclose);
  return read_texts(type, space, [&](const Handle& memory, void* buffer) {
    if (H5Dread(opened.get(), memory.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, buffer) < 0)
      refuse_object(path_, dataset, fmt::format("cannot be read: {}", hdf5::reason()));
  });
}

std::optional<std::vector<std::string>> ReadFile::texts_attribute(const std::string& object,
                                                                  const std::string& name) const {
  const hdf5::Session session;
  const Handle attribute = open_attribute(open_->file, object, name);
  if (!attribute) return std::nullopt;
  const Handle type(H5Aget_type(attribute.get()), H5Tclose);
  if (stored_type(type).kind != StoredType::Kind::text)
    refuse_object(path_, attribute_name(object, name), "must hold text");
  const Handle space(H5Aget_space(attribute.get()), H5Sclose);
  return read_texts(type, space, [&](const Handle& memory, void* buffer) {
    if (H5Aread(attribute.get(), memory.get(), buffer) < 0)
      refuse_object(path_, attribute_name(object, name), fmt::format("cannot be read: {}", hdf5::reason()));
  });
}

std::optional<std::string> ReadFile::text_attribute(const std::string& object,
                                                    const std::string& name) const {
  const auto texts = texts_attribute(object, name);
  if (!texts) return std::nullopt;
  if (texts->size() != 1) refuse_object(path_, attribute_name(object, name), "must hold one text");
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
    refuse_object(path, attribute_name(object, name), "must hold one number");
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
  if (value && *value < 0)
    refuse_object(path_, attribute_name(object, name), fmt::format("{} is negative", *value));
  return value ? std::optional(static_cast<std::uint64_t>(*value)) : std::nullopt;
}

}  // namespace megabandit
