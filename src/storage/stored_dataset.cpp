#include "storage/stored_dataset.hpp"

#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>

#include "base/error.hpp"

namespace megabandit {

using hdf5::Handle;

namespace {

Handle open_dataset(const std::filesystem::path& path, const Handle& file, const std::string& name) {
  Handle opened(H5Dopen2(file.get(), name.c_str(), H5P_DEFAULT), H5Dclose);
  if (opened) return opened;
  refuse_object(
      path, name,
      H5Lexists(file.get(), name.c_str(), H5P_DEFAULT) > 0 ? "is no dataset" : "this dataset is missing");
}

std::vector<std::uint64_t> extents(const Handle& space) {
  const int rank = H5Sget_simple_extent_ndims(space.get());
  std::vector<hsize_t> shape(static_cast<std::size_t>(std::max(rank, 0)));
  if (!shape.empty()) H5Sget_simple_extent_dims(space.get(), shape.data(), nullptr);
  return {shape.begin(), shape.end()};
}

/// The element that lies in memory as values of this type lie in the file.
std::optional<Element> plain_element(const Handle& type) {
  if constexpr (std::endian::native == std::endian::little)
    for (const Element element :
         {Element::u1, Element::u4, Element::u8, Element::i8, Element::f4, Element::f8})
      if (H5Tequal(type.get(), hdf5::file_type(element)) > 0) return element;
  return std::nullopt;
}

/// Where rows that lie one after the other begin.
std::optional<std::uint64_t> offset_of(const Handle& dataset) {
  const Handle creation(H5Dget_create_plist(dataset.get()), H5Pclose);
  if (H5Pget_layout(creation.get()) != H5D_CONTIGUOUS || H5Pget_external_count(creation.get()) != 0)
    return std::nullopt;
  const haddr_t offset = H5Dget_offset(dataset.get());
  return offset == HADDR_UNDEF ? std::nullopt : std::optional<std::uint64_t>(offset);
}

}  // namespace

void refuse_object(const std::filesystem::path& path, const std::string& object, const std::string& what) {
  throw DataError(fmt::format("{}: {}: {}", path.string(), object, what));
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

StoredDataset::StoredDataset(const std::filesystem::path& path, const Handle& file, std::string name)
    : path_(path), name_(std::move(name)), dataset_(open_dataset(path, file, name_)) {
  const Handle type(H5Dget_type(dataset_.get()), H5Tclose);
  type_ = stored_type(type);
  extent_ = extents(Handle(H5Dget_space(dataset_.get()), H5Sclose));
  plain_ = plain_element(type);
  offset_ = offset_of(dataset_);
}

std::uint64_t StoredDataset::elements(std::uint64_t rows) const {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 56;  // the bytes of so many can still be counted
  std::uint64_t elements = rows;
  for (std::size_t i = 1; i < extent_.size(); ++i) {
    if (extent_[i] > 0 && elements > kMost / extent_[i])
      refuse_object(path_, name_, "claims more elements than a file can hold: it is damaged");
    elements *= extent_[i];
  }
  return elements;
}

void StoredDataset::check_rows(std::uint64_t first, std::uint64_t rows) const {
  if (extent_.empty() || first > extent_[0] || rows > extent_[0] - first)
    refuse_object(path_, name_, fmt::format("has no rows {} to {}", first, first + rows));
}

void StoredDataset::check_read(std::uint64_t first, std::uint64_t rows, std::uint64_t bytes,
                               Element element) const {
  if (!converts_exactly(type_, element))
    refuse_object(path_, name_, fmt::format("holds {}, but {} is needed", type_.name(), name_of(element)));
  check_rows(first, rows);
  if (const auto held = elements(rows) * bytes_of(element); held != bytes)
    refuse_object(
        path_, name_,
        fmt::format("{} rows hold {} bytes as {}, but {} are needed", rows, held, name_of(element), bytes));
}

std::optional<ByteRange> StoredDataset::place(std::uint64_t first, std::uint64_t rows) const {
  if (!offset_) return std::nullopt;
  const std::uint64_t width = elements(1) * type_.bytes;
  return ByteRange{*offset_ + first * width, rows * width};
}

void StoredDataset::read_through_hdf5(std::uint64_t first, std::uint64_t rows, std::span<std::byte> out,
                                      Element element) const {
  const Handle space(H5Dget_space(dataset_.get()), H5Sclose);
  const Handle memory = hdf5::memory_space(space, rows);
  if (!hdf5::select_rows(space, first, rows) ||
      H5Dread(dataset_.get(), hdf5::memory_type(element), memory.get(), space.get(), H5P_DEFAULT,
              out.data()) < 0)
    refuse_object(path_, name_,
                  fmt::format("rows {} to {} cannot be read: {}", first, first + rows, hdf5::reason()));
}

void read_plain(int descriptor, std::uint64_t offset, std::span<std::byte> out,
                const std::filesystem::path& path, const std::string& dataset) {
  while (!out.empty()) {
    const ssize_t got = ::pread(descriptor, out.data(), out.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0)
      refuse_object(path, dataset,
                    fmt::format("byte {} of the file cannot be read: {}", offset,
                                got < 0 ? std::strerror(errno) : "it ends before; is the copy complete?"));
    offset += static_cast<std::uint64_t>(got);
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

}  // namespace megabandit
