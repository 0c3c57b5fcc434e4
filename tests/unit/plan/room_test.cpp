#include "plan/machine/room.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>

#include "base/error.hpp"
#include "plan/machine/require_room.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

constexpr double kMiB = 1024 * 1024;

class MemoryRoom : public ::testing::Test {
 protected:
  MemoryRoom() { write("proc/meminfo", "MemTotal: 9000000 kB\nMemFree: 1 kB\nMemAvailable:  8388608 kB\n"); }

  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((root_.path() / file).parent_path());
    std::ofstream(root_.path() / file) << text;
  }
  Room room(int ranks_here) const {
    return room_of_rank(ranks_here, {.root = root_.path(), .variable = [this](const char* name) {
                                       const auto found = variables_.find(name);
                                       return found == variables_.end() ? nullptr : found->second.c_str();
                                     }});
  }

  TemporaryDirectory root_;
  std::map<std::string, std::string> variables_;
};

TEST_F(MemoryRoom, IsSharedByTheRanksOfAHost) {
  EXPECT_EQ(room(1).bytes, 8192 * kMiB);
  EXPECT_EQ(room(4).bytes, 2048 * kMiB);
}

TEST_F(MemoryRoom, IsThatOfTheTightestControlGroup) {
  write("proc/self/cgroup", "4:memory:/job/step\n1:cpu:/\n0::/\n");
  write("sys/fs/cgroup/memory/job/step/memory.limit_in_bytes", "9223372036854771712\n");
  write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", std::to_string(1 << 30));
  EXPECT_EQ(room(2).bytes, 512 * kMiB);
  EXPECT_NE(room(2).source.find("control group"), std::string::npos);
}

TEST_F(MemoryRoom, KnowsControlGroupsOfVersion2) {
  write("proc/self/cgroup", "0::/slice/job\n");
  write("sys/fs/cgroup/slice/job/memory.max", "max\n");
  write("sys/fs/cgroup/slice/memory.max", std::to_string(1 << 28));
  EXPECT_EQ(room(1).bytes, 256 * kMiB);
}

TEST_F(MemoryRoom, IsWhatSlurmGave) {
  variables_ = {{"SLURM_MEM_PER_NODE", "1000"}};
  EXPECT_EQ(room(2).bytes, 500 * kMiB);
  EXPECT_EQ(room(2).source, "SLURM_MEM_PER_NODE / 2 ranks");
  variables_ = {{"SLURM_MEM_PER_CPU", "100"}, {"SLURM_CPUS_PER_TASK", "3"}};
  EXPECT_EQ(room(2).bytes, 300 * kMiB);
  variables_ = {{"SLURM_MEM_PER_NODE", "0"}};  // all of the host
  EXPECT_EQ(room(1).bytes, 8192 * kMiB);
}

TEST(RequireRoom, SaysWhatIsNeededWhatThereIsAndHowManyRanksWouldDo) {
  Problem problem;
  problem.actions = 4'000'000;
  problem.columns = problem.features = 64;
  problem.table = TableKind::trained;
  problem.optimizer = "adam";
  const Room room{0x1p30, "a test"};
  EXPECT_NO_THROW(require_room(problem, {.action_shards = 64}, room, 0));
  try {
    require_room(problem, {.log_shards = 2}, room, 0);
    FAIL() << "a table of 4,000,000 x 64 does not fit into 1 GiB";
  } catch (const ConfigError& error) {
    const std::string text = error.what();
    for (const char* part :
         {"of 2, log-sharded", "1.00 GiB (a test)", "optimizer", "ranks would do, action-sharded"})
      EXPECT_NE(text.find(part), std::string::npos) << part << " is not in: " << text;
  }
}

}  // namespace
}  // namespace megabandit
