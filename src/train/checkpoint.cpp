#include "train/checkpoint.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>
#include <xxhash.h>
#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>
#include <boost/serialization/map.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "log/block_plan.hpp"
#include "storage/read_file.hpp"
#include "storage/write_file.hpp"

namespace megabandit {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFormat = "megabandit-checkpoint";
constexpr std::uint64_t kVersion = 1;
constexpr const char* kControl = "/control";
constexpr const char* kPrefix = "step-";

/// The small part, which goes through Boost.Serialization; arrays are datasets of their own.
struct Control {
  std::uint64_t step = 0;
  Scales scales;
  std::map<std::string, double> numbers;
  std::string finished;
  std::map<std::string, std::string> identity;
  std::map<std::string, std::uint64_t> arrays;  // name -> length

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    archive& step& scales& numbers& finished& identity& arrays;
  }
};

std::vector<std::uint8_t> packed(const Control& control) {
  std::ostringstream out;
  boost::archive::binary_oarchive(out) << control;
  const std::string text = out.str();
  return {text.begin(), text.end()};
}

/// Of all that goes into a checkpoint.
std::uint64_t fingerprint(const std::vector<std::uint8_t>& control, const SavedState& learner) {
  std::uint64_t hash = XXH3_64bits(control.data(), control.size());
  for (const auto& [name, array] : learner.arrays)
    hash = XXH3_64bits_withSeed(array.data(), static_cast<std::size_t>(array.size()) * sizeof(double), hash);
  return hash;
}

Control unpacked(const std::vector<std::uint8_t>& bytes) {
  std::istringstream in(std::string(bytes.begin(), bytes.end()));
  Control control;
  boost::archive::binary_iarchive(in) >> control;
  return control;
}

Control control_of(const Checkpoint& checkpoint) {
  Control control{checkpoint.loop.step, checkpoint.loop.scales, checkpoint.learner.numbers,
                  checkpoint.finished,  checkpoint.identity,    {}};
  for (const auto& [name, array] : checkpoint.learner.arrays)
    control.arrays[name] = static_cast<std::uint64_t>(array.size());
  return control;
}

std::string dataset(const std::string& array) { return "/arrays/" + array; }

FilePlan plan_of(const Control& control, std::uint64_t control_bytes) {
  FilePlan plan;
  plan.attributes = {{"format", kFormat}, {"version", kVersion}, {"step", control.step}};
  plan.datasets.push_back(
      {kControl, Element::u1, {control_bytes}, "control block, Boost.Serialization binary archive", "bytes"});
  for (const auto& [name, length] : control.arrays)
    if (length > 0)
      plan.datasets.push_back(
          {dataset(name), Element::f8, {length}, "state of the learner, by global index", "1"});
  return plan;
}

// What other libraries throw does not name the file.
std::string with_place(const fs::path& path, const std::string& text) {
  return text.starts_with(path.string()) ? text : fmt::format("{}: is damaged: {}", path.string(), text);
}

std::uint64_t step_of(const fs::path& file) {
  const std::string name = file.stem().string();
  if (file.extension() != ".h5" || !name.starts_with(kPrefix)) return 0;
  return std::strtoull(name.c_str() + std::string(kPrefix).size(), nullptr, 10);
}

// Complete checkpoints, newest first. One that was being written when its job died still ends in .part and is
// none.
std::vector<fs::path> files_in(const fs::path& directory) {
  std::vector<fs::path> files;
  if (!fs::exists(directory)) return files;
  for (const auto& entry : fs::directory_iterator(directory))
    if (step_of(entry.path()) > 0) files.push_back(entry.path());
  std::ranges::sort(files, std::greater{}, step_of);
  return files;
}

// What earlier jobs were writing when they died.
void remove_torn(const fs::path& directory) {
  std::vector<fs::path> torn;
  for (const auto& entry : fs::directory_iterator(directory))
    if (entry.path().extension() == ".part") torn.push_back(entry.path());
  for (const fs::path& file : torn) fs::remove(file);
}

Checkpoint parsed_checkpoint(const fs::path& path) {
  const ReadFile file(path);
  if (file.text_attribute("/", "format") != kFormat || file.natural_attribute("/", "version") != kVersion)
    throw DataError(fmt::format("{}: is not a checkpoint that this program reads ({} version {})",
                                path.string(), kFormat, kVersion));
  const Control control = unpacked(file.all<std::uint8_t>(kControl));
  Checkpoint checkpoint{
      {control.step, control.scales}, {{}, control.numbers}, control.finished, control.identity};
  for (const auto& [name, length] : control.arrays) {
    Vector& array = checkpoint.learner.arrays[name];
    array.resize(static_cast<Eigen::Index>(length));
    if (length > 0) file.rows_into(dataset(name), 0, length, std::span(array.data(), length));
  }
  return checkpoint;
}

// A complete checkpoint can only be damaged by something else: a disk, a copy, a person.
Checkpoint read_checkpoint(const fs::path& path) try {
  return parsed_checkpoint(path);
} catch (const MissingInput&) {
  throw;
} catch (const std::exception& error) {
  throw DataError(fmt::format("{}; remove this checkpoint to go on from the one before it",
                              with_place(path, error.what())));
}

void check_identity(const fs::path& path, const std::map<std::string, std::string>& stored,
                    const std::map<std::string, std::string>& wanted) {
  std::string differences;
  for (const auto& [name, value] : wanted) {
    const auto found = stored.find(name);
    if (found == stored.end() || found->second != value)
      differences += fmt::format("\n  {}: {} in the checkpoint, {} now", name,
                                 found == stored.end() ? "absent" : found->second, value);
  }
  if (!differences.empty())
    throw ConfigError(fmt::format(
        "{}: this checkpoint belongs to another run:{}\nGo on with what it was made with, choose another "
        "output.dir, or start anew with --resume never",
        path.string(), differences));
}

}  // namespace

CheckpointStore::CheckpointStore(fs::path directory, std::uint64_t keep)
    : directory_(std::move(directory)), keep_(std::max<std::uint64_t>(1, keep)) {}

fs::path CheckpointStore::write(const Job& job, const Checkpoint& checkpoint) const {
  const Control control = control_of(checkpoint);
  const std::vector<std::uint8_t> bytes = packed(control);
  require_same(
      job.comm, fingerprint(bytes, checkpoint.learner), "the parameters or settings",
      "each computes the same by itself, which needs processors of one type, the same program and the "
      "same command line everywhere; start again on such hosts (the last checkpoint is sound)");
  const fs::path path = directory_ / fmt::format("{}{:010}.h5", kPrefix, control.step);
  write_file(job, path, plan_of(control, bytes.size()), [&](RowWriter& file) {
    if (job.comm.rank() == 0) file.write(kControl, 0, bytes);
    for (const auto& [name, array] : checkpoint.learner.arrays) {
      if (array.size() == 0) continue;
      const Range mine =
          even_part(static_cast<std::uint64_t>(array.size()), static_cast<std::uint64_t>(job.comm.rank()),
                    static_cast<std::uint64_t>(job.comm.size()));
      file.write(dataset(name), mine.first, std::span<const double>(array.data() + mine.first, mine.size()));
    }
  });
  agree(job.comm, [&] {
    if (job.comm.rank() != 0) return;
    remove_torn(directory_);
    const auto files = files_in(directory_);
    for (std::size_t i = keep_; i < files.size(); ++i) fs::remove(files[i]);
  });
  return path;
}

std::optional<Checkpoint> CheckpointStore::read_newest(
    const Job& job, const std::map<std::string, std::string>& identity) const {
  // Rank 0 looks: directory listings of a shared file system may lag behind on other hosts.
  std::string newest;
  agree(job.comm, [&] {
    if (job.comm.rank() != 0) return;
    if (const auto files = files_in(directory_); !files.empty()) newest = files.front().string();
  });
  newest = broadcast_text(job.comm, newest, 0);
  if (newest.empty()) return std::nullopt;
  std::optional<Checkpoint> checkpoint;
  agree(job.comm, [&] {
    checkpoint = read_checkpoint(newest);
    check_identity(newest, checkpoint->identity, identity);
  });
  return checkpoint;
}

}  // namespace megabandit
