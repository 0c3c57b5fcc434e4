#include "storage/write_file.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <system_error>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "storage/create_file.hpp"
#include "storage/disk.hpp"
#include "storage/hdf5.hpp"
#include "storage/read_file.hpp"

namespace megabandit {

using hdf5::Handle;

namespace {

constexpr std::uint64_t kSlabBytes = std::uint64_t{64} << 20;  // Open MPI is slow beyond 2 GiB a call

/// What a rank wrote with one call of HDF5.
struct Slab {
  const DatasetPlan* dataset;
  std::uint64_t first;
  std::uint64_t rows;
  std::uint64_t hash;
};

/// The file while all ranks have it open.
class OpenFile final : public RowWriter {
 public:
  /// Opens on all ranks together when the driver is parallel.
  OpenFile(const Job& job, std::filesystem::path path, const FilePlan& plan)
      : path_(std::move(path)), plan_(plan) {
    const hdf5::Session session;
    const Handle access = hdf5::file_access();
    job.files.set_access(access.get());
    file_ = Handle(H5Fopen(path_.c_str(), H5F_ACC_RDWR, access.get()), H5Fclose);
    if (!file_) problem_ = hdf5::reason();
  }
  ~OpenFile() override {
    const hdf5::Session session;
    file_ = {};
  }
  void check_open() const {
    if (!problem_.empty())
      throw CannotWrite(fmt::format("{}: cannot be opened: {}", path_.string(), problem_));
  }
  /// Closes on all ranks together; tells afterwards what went wrong, if anything.
  std::string close() {
    const hdf5::Session session;
    if (file_.close()) return {};
    return fmt::format("{}: cannot be closed: {}", path_.string(), hdf5::reason());
  }
  const std::vector<Slab>& slabs() const { return slabs_; }

 private:
  const DatasetPlan& planned(const std::string& dataset, Element element) const {
    const auto found = std::find_if(plan_.datasets.begin(), plan_.datasets.end(),
                                    [&](const DatasetPlan& plan) { return plan.path == dataset; });
    if (found == plan_.datasets.end() || found->element != element)
      throw InternalError(fmt::format("{} of {} was not planned", dataset, name_of(element)));
    return *found;
  }

  void write_bytes(const std::string& dataset, std::uint64_t first, std::span<const std::byte> bytes,
                   Element element) override {
    const DatasetPlan& plan = planned(dataset, element);
    if (bytes.empty()) return;
    const std::uint64_t width = row_bytes(plan), rows = bytes.size() / width,
                        most = std::max(kSlabBytes / width, std::uint64_t{1});
    if (bytes.size() % width != 0 || first + rows > plan.shape[0])
      throw InternalError(fmt::format("{}: {} bytes from row {} on do not fit what was planned", dataset,
                                      bytes.size(), first));
    for (std::uint64_t done = 0; done < rows; done += most) {
      const std::uint64_t now = std::min(most, rows - done);
      write_slab(plan, first + done, now, bytes.subspan(done * width, now * width));
    }
  }

  void write_slab(const DatasetPlan& plan, std::uint64_t first, std::uint64_t rows,
                  std::span<const std::byte> bytes) {
    const hdf5::Session session;
    const Handle dataset(H5Dopen2(file_.get(), plan.path.c_str(), H5P_DEFAULT), H5Dclose);
    const Handle space(H5Dget_space(dataset.get()), H5Sclose);
    if (!hdf5::select_rows(space, first, rows) ||
        H5Dwrite(dataset.get(), hdf5::memory_type(plan.element), hdf5::memory_space(space, rows).get(),
                 space.get(), H5P_DEFAULT, bytes.data()) < 0)
      throw CannotWrite(fmt::format("{}: {}: rows {} to {} cannot be written: {}", path_.string(), plan.path,
                                    first, first + rows, hdf5::reason()));
    slabs_.push_back({&plan, first, rows, XXH3_64bits(bytes.data(), bytes.size())});
  }

  std::filesystem::path path_;
  const FilePlan& plan_;
  Handle file_;
  std::string problem_;
  std::vector<Slab> slabs_;
};

/// Opening together can hang when one rank cannot see the file, so each looks first.
void check_visible(const std::filesystem::path& path, std::uint64_t size) {
  std::error_code error;
  const auto seen = std::filesystem::file_size(path, error);
  if (error || seen != size)
    throw CannotWrite(
        fmt::format("{}: is not seen by all ranks as it was made; is the directory on a shared file system?",
                    path.string()));
}

/// Compares what is in the file now with what this rank wrote.
void read_back(const std::filesystem::path& path, const std::vector<Slab>& slabs) {
  if (slabs.empty()) return;
  const ReadFile file(path);
  const auto hash_of = [&](const Slab& slab) {
    const auto verify = [&]<class T>(T) {
      const auto values = file.rows<T>(slab.dataset->path, slab.first, slab.rows);
      return XXH3_64bits(values.data(), values.size() * sizeof(T));
    };
    switch (slab.dataset->element) {
      case Element::u1:
        return verify(std::uint8_t{});
      case Element::u4:
        return verify(std::uint32_t{});
      case Element::u8:
        return verify(std::uint64_t{});
      case Element::i8:
        return verify(std::int64_t{});
      case Element::f4:
        return verify(float{});
      case Element::f8:
        return verify(double{});
    }
    throw InternalError("an element type that does not exist");
  };
  for (const Slab& slab : slabs)
    if (hash_of(slab) != slab.hash)
      throw CannotWrite(fmt::format("{}: {}: rows {} to {} read back differ from what was written",
                                    path.string(), slab.dataset->path, slab.first, slab.first + slab.rows));
}

/// All ranks together must have written every row. @collective
void check_every_row(Communicator& comm, const FilePlan& plan, const std::vector<Slab>& slabs) {
  std::vector<std::int64_t> rows(plan.datasets.size(), 0);
  for (const Slab& slab : slabs)
    rows[static_cast<std::size_t>(slab.dataset - plan.datasets.data())] +=
        static_cast<std::int64_t>(slab.rows);
  comm.sum(std::span(rows));
  agree(comm, [&] {
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (static_cast<std::uint64_t>(rows[i]) != plan.datasets[i].shape[0] && row_bytes(plan.datasets[i]) > 0)
        throw InternalError(fmt::format("{}: {} of {} rows were written", plan.datasets[i].path, rows[i],
                                        plan.datasets[i].shape[0]));
  });
}

std::vector<Slab> write_rows(const Job& job, const std::filesystem::path& path, const FilePlan& plan,
                             const std::function<void(RowWriter&)>& fill) {
  OpenFile file(job, path, plan);
  agree(job.comm, [&] { file.check_open(); });
  agree(job.comm, [&] { fill(file); });
  job.comm.barrier();
  const std::string problem = file.close();
  agree(job.comm, [&] {
    if (!problem.empty()) throw CannotWrite(problem);
    sync_to_disk(path);
  });
  check_every_row(job.comm, plan, file.slabs());
  return file.slabs();
}

std::filesystem::path part_of(const std::filesystem::path& path) { return path.string() + ".part"; }

void write_part(const Job& job, const std::filesystem::path& path, const FilePlan& plan,
                const std::function<void(RowWriter&)>& fill) {
  const bool first = job.comm.rank() == 0;
  const std::filesystem::path part = part_of(path);
  bool reserved = false;
  std::uint64_t size = 0;
  agree(job.comm, [&] {
    if (!first) return;
    check_place(path);
    reserved = create_file(part, plan);
    size = std::filesystem::file_size(part);
  });
  job.comm.broadcast(std::as_writable_bytes(std::span(&size, 1)), 0);
  agree(job.comm, [&] { check_visible(part, size); });
  const auto slabs = write_rows(job, part, plan, fill);
  agree(job.comm, [&] {
    read_back(part, slabs);
    if (first && reserved && !occupies_its_size(part))
      throw CannotWrite(fmt::format("{}: parts of the file have no room on the disk", part.string()));
  });
}

void give_name(const std::filesystem::path& part, const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::rename(part, path, error);
  if (error)
    throw CannotWrite(
        fmt::format("{}: cannot be renamed to {}: {}", part.string(), path.string(), error.message()));
  sync_to_disk(path.has_parent_path() ? path.parent_path() : std::filesystem::path("."));
}

}  // namespace

void write_file(const Job& job, const std::filesystem::path& path, const FilePlan& plan,
                const std::function<void(RowWriter&)>& fill) {
  const bool first = job.comm.rank() == 0;
  const std::filesystem::path part = part_of(path);
  const auto remove_part = [&] {
    std::error_code ignored;
    if (first) std::filesystem::remove(part, ignored);
  };
  try {
    write_part(job, path, plan, fill);
    agree(job.comm, [&] {
      if (first) give_name(part, path);
    });
  } catch (const AgreedError&) {
    remove_part();
    job.comm.barrier();  // no rank goes on while the part is still there
    throw;
  } catch (...) {
    remove_part();
    throw;
  }
}

}  // namespace megabandit
