#include "run/run_directory.hpp"

#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.hpp"
#include "comm/agree.hpp"

namespace megabandit {

namespace fs = std::filesystem;

RunDirectory RunDirectory::open(const Job& job, const fs::path& path, Resume resume) {
  RunDirectory directory(path);
  agree(job.comm, [&] {
    if (job.comm.rank() == 0) directory.prepare(resume);
  });
  return directory;
}

void RunDirectory::prepare(Resume resume) {
  try {
    fs::create_directories(path_);
    lock_ = std::make_shared<DirectoryLock>(path_);
    if (resume == Resume::never) move_aside();
    fs::create_directories(checkpoints());
  } catch (const fs::filesystem_error& error) {
    throw CannotWrite(fmt::format("{}: cannot make the run directory: {}; choose another output.dir (--out)",
                                  path_.string(), error.code().message()));
  }
  if (access(checkpoints().c_str(), W_OK) != 0)
    throw CannotWrite(
        fmt::format("{}: is not writable; choose another output.dir (--out)", checkpoints().string()));
}

void RunDirectory::move_aside() const {
  if (!fs::exists(record()) && !fs::exists(policy()) &&
      (!fs::exists(checkpoints()) || fs::is_empty(checkpoints())))
    return;
  std::uint64_t number = 1;
  while (fs::exists(path_ / fmt::format("earlier-{}", number))) ++number;
  const fs::path aside = path_ / fmt::format("earlier-{}", number);
  fs::create_directory(aside);
  for (const fs::path& left :
       {checkpoints(), metrics(), record(), policy(), result(), ranking(), pairs(), study(), curves()})
    if (fs::exists(left)) fs::rename(left, aside / left.filename());
}

}  // namespace megabandit
