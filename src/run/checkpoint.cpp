#include "run/checkpoint.hpp"

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

/// Where the entries that a rank has of an array lie in it.
class Placing {
 public:
  Placing(const ArrayPart& part, std::uint64_t whole_length)
      : common_(std::min(part.common, whole_length)),
        own_(whole_length > common_ ? part.own : Range{}),
        first_(common_ + own_.first) {}
  std::uint64_t common() const { return common_; }
  std::uint64_t own() const { return own_.size(); }
  std::uint64_t here() const { return common_ + own_.size(); }
  std::uint64_t first_own() const { return first_; }  ///< in the whole array

 private:
  std::uint64_t common_;
  Range own_;
  std::uint64_t first_;
};

std::span<const double> entries(const Vector& array, std::uint64_t first, std::uint64_t count) {
  return {array.data() + first, count};
}

std::uint64_t hash_of(std::span<const double> numbers, std::uint64_t seed) {
  return XXH3_64bits_withSeed(numbers.data(), numbers.size_bytes(), seed);
}

Control unpacked(const std::vector<std::uint8_t>& bytes) {
  std::istringstream in(std::string(bytes.begin(), bytes.end()));
  Control control;
  boost::archive::binary_iarchive(in) >> control;
  return control;
}

/// How many entries each array has over all ranks. An array that has none yet is empty everywhere.
/// @collective
std::map<std::string, std::uint64_t> whole_lengths(Communicator& comm, const SavedState& learner,
                                                   const ArrayPart& part) {
  std::vector<double> sizes;
  for (const auto& [name, array] : learner.arrays) sizes.push_back(static_cast<double>(array.size()));
  comm.max(sizes);
  std::map<std::string, std::uint64_t> lengths;
  for (std::size_t i = 0; const auto& [name, array] : learner.arrays)
    lengths[name] =
        sizes[i++] > 0 ? static_cast<std::uint64_t>(array.size()) - part.own.size() + part.cut : 0;
  return lengths;
}

Control control_of(const Checkpoint& checkpoint, std::map<std::string, std::uint64_t> lengths) {
  return {checkpoint.loop.step, checkpoint.loop.scales, checkpoint.learner.numbers,
          checkpoint.finished,  checkpoint.identity,    std::move(lengths)};
}

/// @collective  What all ranks must have alike is alike. `bytes` are those of `control`.
void require_same_everywhere(const Job& job, const Control& control, const std::vector<std::uint8_t>& bytes,
                             const SavedState& learner, const ArrayPart& part) {
  std::uint64_t common = XXH3_64bits(bytes.data(), bytes.size()), own = 0;
  for (const auto& [name, array] : learner.arrays) {
    const Placing at(part, control.arrays.at(name));
    common = hash_of(entries(array, 0, at.common()), common);
    own = hash_of(entries(array, at.common(), at.own()), own);
  }
  constexpr const char* kWhat = "the parameters or settings";
  constexpr const char* kRemedy =
      "each computes the same by itself, which needs processors of one type, the same program and the "
      "same command line everywhere; start again on such hosts (the last checkpoint is sound)";
  require_same(job.comm, common, kWhat, kRemedy);
  if (part.replicas == nullptr) return;
  agree_on_parts(job.comm, [&] { require_same(*part.replicas, own, kWhat, kRemedy); });
}

Range share(const Communicator& comm, std::uint64_t total) {
  return even_part(total, static_cast<std::uint64_t>(comm.rank()), static_cast<std::uint64_t>(comm.size()));
}

void write_array(RowWriter& file, const Job& job, const std::string& name, const Vector& array,
                 const Placing& at, const ArrayPart& part) {
  const Range common = share(job.comm, at.common());
  file.write(name, common.first, entries(array, common.first, common.size()));
  if (part.replicas == nullptr) return;
  const Range own = share(*part.replicas, at.own());
  file.write(name, at.first_own() + own.first, entries(array, at.common() + own.first, own.size()));
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

Checkpoint parsed_checkpoint(const fs::path& path, const ArrayPart& part) {
  const ReadFile file(path);
  if (file.text_attribute("/", "format") != kFormat || file.natural_attribute("/", "version") != kVersion)
    throw DataError(fmt::format("{}: is not a checkpoint that this program reads ({} version {})",
                                path.string(), kFormat, kVersion));
  const Control control = unpacked(file.all<std::uint8_t>(kControl));
  Checkpoint checkpoint{
      {control.step, control.scales}, {{}, control.numbers}, control.finished, control.identity};
  for (const auto& [name, length] : control.arrays) {
    Vector& array = checkpoint.learner.arrays[name];
    const Placing at(part, length);
    array.resize(static_cast<Eigen::Index>(at.here()));
    const auto into = [&](std::uint64_t first, std::uint64_t count, double* here) {
      if (count > 0) file.rows_into(dataset(name), first, count, std::span(here, count));
    };
    into(0, at.common(), array.data());
    into(at.first_own(), at.own(), array.data() + at.common());
  }
  return checkpoint;
}

// A complete checkpoint can only be damaged by something else: a disk, a copy, a person.
Checkpoint read_checkpoint(const fs::path& path, const ArrayPart& part) try {
  return parsed_checkpoint(path, part);
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

CheckpointStore::CheckpointStore(fs::path directory, std::uint64_t keep, const ArrayPart& part)
    : directory_(std::move(directory)), keep_(std::max<std::uint64_t>(1, keep)), part_(part) {}

fs::path CheckpointStore::write(const Job& job, const Checkpoint& checkpoint) const {
  const SavedState& learner = checkpoint.learner;
  const Control control = control_of(checkpoint, whole_lengths(job.comm, learner, part_));
  const std::vector<std::uint8_t> bytes = packed(control);
  require_same_everywhere(job, control, bytes, learner, part_);
  const fs::path path = directory_ / fmt::format("{}{:010}.h5", kPrefix, control.step);
  write_file(job, path, plan_of(control, bytes.size()), [&](RowWriter& file) {
    if (job.comm.rank() == 0) file.write(kControl, 0, bytes);
    for (const auto& [name, length] : control.arrays)
      if (length > 0) write_array(file, job, dataset(name), learner.arrays.at(name), {part_, length}, part_);
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
    checkpoint = read_checkpoint(newest, part_);
    check_identity(newest, checkpoint->identity, identity);
  });
  return checkpoint;
}

}  // namespace megabandit
