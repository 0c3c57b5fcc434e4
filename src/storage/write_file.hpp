#pragma once
// Writing an HDF5 file that is complete under its name, or not there at all.
//
//   write_file(job, "policy.h5", plan, [&](RowWriter& file) { file.write("/table/value", my_first_row,
//   my_values); });
//
// Rank 0 alone makes PATH.part with everything but the rows and reserves the room they need, so a full disk
// is noticed while no rank depends on another. Then all ranks open it together and write rows, each by
// itself: the collective transfers of MPI-IO have been seen to report a full disk as success. At last every
// rank reads back what it wrote, and rank 0 renames. No rank waits inside HDF5 for one that has failed:
// `write` is @local and what it throws is agreed on before the file is closed together.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "storage/element.hpp"
#include "storage/job.hpp"

namespace megabandit {

struct Attribute {
  std::string name;
  std::variant<std::string, std::vector<std::string>, std::uint64_t, double> value;
};

struct GroupPlan {
  std::string path;
  std::vector<Attribute> attributes;
};

struct DatasetPlan {
  std::string path;  ///< "/rounds/action"; groups on the way are made
  Element element{};
  std::vector<std::uint64_t> shape;  ///< rows first; of the whole file
  std::string description;
  std::string units;
  std::vector<Attribute> attributes{};
};

/// Texts that rank 0 has; written when the file is made.
struct TextsPlan {
  std::string path;
  std::vector<std::string> texts;  ///< read on rank 0 only
  std::string description;
};

/// All of a file but the rows. The same on every rank.
struct FilePlan {
  std::vector<Attribute> attributes;  ///< of the root
  std::vector<GroupPlan> groups;
  std::vector<DatasetPlan> datasets;
  std::vector<TextsPlan> texts;
};

/// Writes rows of the datasets of a plan. All @local.
class RowWriter {
 public:
  virtual ~RowWriter() = default;
  /// Rows [first, first + values.size() / elements of a row). @throws CannotWrite
  template <class T>
  void write(const std::string& dataset, std::uint64_t first, std::span<const T> values) {
    write_bytes(dataset, first, std::as_bytes(values), element_of<T>());
  }
  template <class T>
  void write(const std::string& dataset, std::uint64_t first, const std::vector<T>& values) {
    write(dataset, first, std::span<const T>(values));
  }

 private:
  virtual void write_bytes(const std::string& dataset, std::uint64_t first, std::span<const std::byte> bytes,
                           Element element) = 0;
};

/// @collective  Writes a file as planned. `fill` is @local and writes this rank's rows; all ranks together
/// write every row of every dataset once. An earlier file of that name stays untouched until the new one is
/// complete.
/// @throws AgreedError, with CannotWrite's code when the disk is full or the place not writable, or what
/// `fill` throws.
void write_file(const Job& job, const std::filesystem::path& path, const FilePlan& plan,
                const std::function<void(RowWriter&)>& fill);

}  // namespace megabandit
