// One process at a time in a directory.
#include "run/directory_lock.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <optional>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

namespace fs = std::filesystem;

std::string refusal(const fs::path& directory) {
  try {
    const DirectoryLock lock(directory);
    return "";
  } catch (const CannotWrite& error) {
    return error.what();
  }
}

TEST(DirectoryLock, KeepsOthersOutAndNamesWhoHoldsIt) {
  const TemporaryDirectory directory;
  const fs::path place = directory.path() / "made" / "by it";
  std::optional<DirectoryLock> lock(place);
  EXPECT_THAT(refusal(place), testing::AllOf(testing::HasSubstr(place.string() + ": process "),
                                             testing::HasSubstr(fmt::format("process {} on ", getpid())),
                                             testing::HasSubstr("is at work here; wait until it has ended")));
  EXPECT_EQ(refusal(directory.path()), "");  // of another directory
  lock.reset();
  EXPECT_FALSE(fs::exists(place / "lock"));
  EXPECT_EQ(refusal(place), "");
}

TEST(DirectoryLock, AFileThatAKilledProcessLeftHoldsNobodyBack) {
  const TemporaryDirectory directory;
  std::ofstream(directory.path() / "lock") << "process 1 on elsewhere\n";
  EXPECT_EQ(refusal(directory.path()), "");
}

TEST(DirectoryLock, WhereNoDirectoryCanBe) {
  const TemporaryDirectory directory;
  std::ofstream(directory.path() / "file") << "in the way";
  EXPECT_THAT(refusal(directory.path() / "file" / "below"), testing::HasSubstr("choose another directory"));
}

}  // namespace
}  // namespace megabandit
