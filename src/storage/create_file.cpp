#include "storage/create_file.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "storage/disk.hpp"
#include "storage/hdf5.hpp"

namespace megabandit {

using hdf5::Handle;

namespace {

/// Throws HDF5's reason when a call failed.
void must(bool worked, const std::string& object) {
  if (!worked) throw CannotWrite(fmt::format("{}: {}", object, hdf5::reason()));
}

Handle create_attribute(const Handle& object, const std::string& name, hid_t type, const Handle& space) {
  return Handle(H5Acreate2(object.get(), name.c_str(), type, space.get(), H5P_DEFAULT, H5P_DEFAULT),
                H5Aclose);
}

void put_number(const Handle& object, const std::string& name, hid_t stored, hid_t memory,
                const void* value) {
  const Handle made = create_attribute(object, name, stored, Handle(H5Screate(H5S_SCALAR), H5Sclose));
  must(made && H5Awrite(made.get(), memory, value) >= 0, name);
}

void put_texts(const Handle& object, const std::string& name, const std::vector<std::string>& texts,
               const Handle& space) {
  std::vector<const char*> pointers;
  for (const auto& text : texts) pointers.push_back(text.c_str());
  const Handle type = hdf5::text_type();
  const Handle made = create_attribute(object, name, type.get(), space);
  must(made && (texts.empty() || H5Awrite(made.get(), type.get(), pointers.data()) >= 0), name);
}

struct PutAttribute {
  const Handle& object;
  const std::string& name;
  void operator()(const std::string& text) const {
    put_texts(object, name, {text}, Handle(H5Screate(H5S_SCALAR), H5Sclose));
  }
  void operator()(const std::vector<std::string>& texts) const {
    const hsize_t count = texts.size();
    put_texts(object, name, texts, Handle(H5Screate_simple(1, &count, nullptr), H5Sclose));
  }
  void operator()(std::uint64_t number) const {
    put_number(object, name, hdf5::file_type(Element::u8), hdf5::memory_type(Element::u8), &number);
  }
  void operator()(double number) const {
    put_number(object, name, hdf5::file_type(Element::f8), hdf5::memory_type(Element::f8), &number);
  }
};

void put_attributes(const Handle& object, const std::vector<Attribute>& attributes) {
  for (const auto& [name, value] : attributes) std::visit(PutAttribute{object, name}, value);
}

Handle with_groups_on_the_way() {
  Handle list(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  H5Pset_create_intermediate_group(list.get(), 1);
  return list;
}

/// Contiguous, with its room taken at once; no times, so that equal content is equal bytes.
Handle whole_at_once(H5D_fill_time_t fill) {
  Handle list(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_layout(list.get(), H5D_CONTIGUOUS);
  H5Pset_alloc_time(list.get(), H5D_ALLOC_TIME_EARLY);
  H5Pset_fill_time(list.get(), fill);
  H5Pset_obj_track_times(list.get(), false);
  return list;
}

Handle create_dataset(const Handle& file, const std::string& path, hid_t type,
                      const std::vector<std::uint64_t>& shape, H5D_fill_time_t fill) {
  const std::vector<hsize_t> extent(shape.begin(), shape.end());
  const Handle space(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr), H5Sclose);
  return Handle(H5Dcreate2(file.get(), path.c_str(), type, space.get(), with_groups_on_the_way().get(),
                           whole_at_once(fill).get(), H5P_DEFAULT),
                H5Dclose);
}

void create_group(const Handle& file, const GroupPlan& plan) {
  const bool exists = H5Lexists(file.get(), plan.path.c_str(), H5P_DEFAULT) > 0;
  const Handle group(exists ? H5Gopen2(file.get(), plan.path.c_str(), H5P_DEFAULT)
                            : H5Gcreate2(file.get(), plan.path.c_str(), with_groups_on_the_way().get(),
                                         H5P_DEFAULT, H5P_DEFAULT),
                     H5Gclose);
  must(bool(group), plan.path);
  put_attributes(group, plan.attributes);
}

void create_rows(const Handle& file, const DatasetPlan& plan) {
  const Handle dataset =
      create_dataset(file, plan.path, hdf5::file_type(plan.element), plan.shape, H5D_FILL_TIME_NEVER);
  must(bool(dataset), plan.path);
  put_attributes(dataset, {{"description", plan.description}, {"units", plan.units}});
  put_attributes(dataset, plan.attributes);
}

void create_texts(const Handle& file, const TextsPlan& plan) {
  const Handle type = hdf5::text_type();
  const Handle dataset =
      create_dataset(file, plan.path, type.get(), {plan.texts.size()}, H5D_FILL_TIME_IFSET);
  must(bool(dataset), plan.path);
  put_attributes(dataset, {{"description", plan.description}, {"units", std::string("UTF-8")}});
  std::vector<const char*> pointers;
  for (const auto& text : plan.texts) pointers.push_back(text.c_str());
  must(pointers.empty() ||
           H5Dwrite(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()) >= 0,
       plan.path);
}

void create_content(const std::filesystem::path& path, const FilePlan& plan) {
  Handle file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, hdf5::file_access().get()), H5Fclose);
  must(bool(file), "file");
  put_attributes(Handle(H5Gopen2(file.get(), "/", H5P_DEFAULT), H5Gclose), plan.attributes);
  for (const auto& group : plan.groups) create_group(file, group);
  for (const auto& dataset : plan.datasets) create_rows(file, dataset);
  for (const auto& texts : plan.texts) create_texts(file, texts);
  must(H5Fflush(file.get(), H5F_SCOPE_GLOBAL) >= 0, "file");
  must(file.close(), "file");
}

/// Rows, texts, and a little for the description of it all.
std::uint64_t expected_bytes(const FilePlan& plan) {
  std::uint64_t bytes = std::uint64_t{1} << 16;
  for (const auto& dataset : plan.datasets) bytes += dataset.shape.at(0) * row_bytes(dataset);
  for (const auto& texts : plan.texts)
    for (const auto& text : texts.texts)
      bytes += 32 + text.size();  // HDF5 keeps a reference and a header for each
  return bytes;
}

}  // namespace

std::uint64_t row_bytes(const DatasetPlan& dataset) {
  std::uint64_t bytes = bytes_of(dataset.element);
  for (std::size_t i = 1; i < dataset.shape.size(); ++i) bytes *= dataset.shape[i];
  return bytes;
}

bool create_file(const std::filesystem::path& path, const FilePlan& plan) {
  create_empty(path);
  check_room(path, expected_bytes(plan));
  const hdf5::Session session;
  try {
    create_content(path, plan);
  } catch (const CannotWrite& error) {
    throw CannotWrite(fmt::format("{}: {}", path.string(), error.what()));
  }
  return reserve_room(path, std::filesystem::file_size(path));
}

}  // namespace megabandit
