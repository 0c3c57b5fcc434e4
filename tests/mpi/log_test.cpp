// Logs written and read through MPI-IO, by any number of ranks, also where the disk is full.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>
#include <sys/mount.h>

#include <filesystem>
#include <fstream>

#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "comm/self_comm.hpp"
#include "log/write_log.hpp"
#include "made_log.hpp"
#include "made_outputs.hpp"
#include "mpi/mpi_file_driver.hpp"
#include "storage/read_file.hpp"
#include "storage/write_file.hpp"
#include "temporary_directory.hpp"
#include "world.hpp"

namespace megabandit {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Logs : public testing::Test {
 protected:
  Logs() {
    if (comm_.rank() == 0) own_.emplace();
    path_ = broadcast_text(comm_, own_ ? own_->path().string() : "", 0);
  }
  ~Logs() override { comm_.barrier(); }

  Communicator& comm_ = world().comm();
  MpiFileDriver driver_{MPI_COMM_WORLD};
  Job job_{comm_, driver_};
  std::optional<TemporaryDirectory> own_;
  fs::path path_;
};

TEST_F(Logs, written_together_are_those_that_one_rank_writes) {
  const MadeLog log{.contexts = 300, .rounds = 4000, .actions = 9, .features = 5};
  write_log(job_, path_ / "together.h5", made_part(log, comm_.rank(), comm_.size()));
  SelfComm self;
  const SerialFileDriver serial;
  const fs::path mine = path_ / fmt::format("alone-{}.h5", comm_.rank());
  write_log({self, serial}, mine, made_part(log, 0, 1));
  EXPECT_TRUE(content(mine) == content(path_ / "together.h5"));

  for (const std::uint64_t memory : {0, 5000}) {
    const ShardOptions options{.path = path_ / "together.h5", .contexts_per_block = 7, .memory = memory};
    const auto alone = open_shard({self, serial}, options);
    const auto shard = open_shard(job_, options);
    EXPECT_EQ(all_rounds(comm_, *shard), rounds_of(*alone)) << memory;
    EXPECT_EQ(shard->shape().fingerprint, alone->shape().fingerprint);
  }
}

TEST_F(Logs, bring_outputs_to_the_owners_of_their_contexts) {
  const MadeLog log{.contexts = 300, .rounds = 4000, .actions = 9, .features = 5};
  write_log(job_, path_ / "log.h5", made_part_with_outputs(log, comm_.rank(), comm_.size()));
  for (const std::uint64_t memory : {0, 5000}) {
    const auto shard = open_shard(job_, {.path = path_ / "log.h5",
                                         .split = "test",
                                         .contexts_per_block = 7,
                                         .memory = memory,
                                         .outputs = Outputs::read});
    std::uint64_t wrong = 0;
    for_blocks_of(*shard, [&](const BlockView& view) { wrong += misplaced_outputs(view); });
    EXPECT_EQ(wrong, 0U) << memory;
    EXPECT_EQ(shard->shape().queries, 5U);
  }
  const Range rows =
      even_part(9, static_cast<std::uint64_t>(comm_.rank()), static_cast<std::uint64_t>(comm_.size()));
  const RowMatrix<float> outputs = read_action_outputs(job_, path_ / "log.h5", rows),
                         truth = read_action_truth(job_, path_ / "log.h5", rows);
  ASSERT_EQ(static_cast<std::uint64_t>(outputs.rows()), rows.size());
  for (Eigen::Index a = 0; a < outputs.rows(); ++a) {
    EXPECT_EQ(outputs(a, 2), static_cast<float>(rows.first) + static_cast<float>(a));
    EXPECT_EQ(truth(a, 1), outputs(a, 2));
  }
}

TEST_F(Logs, fail_on_all_ranks_when_one_rank_cannot_write) {
  write_log(job_, path_ / "log.h5", made_part({}, comm_.rank(), comm_.size()));
  const std::string earlier = content(path_ / "log.h5");
  const int last = comm_.size() - 1;
  const FilePlan plan{{}, {}, {{"/value", Element::f8, {1000}, "", ""}}, {}};
  try {
    write_file(job_, path_ / "log.h5", plan, [&](RowWriter& file) {
      if (comm_.rank() == 0) file.write("/value", 0, std::vector<double>(500));
      if (comm_.rank() == last) throw CannotWrite("the last rank cannot");
    });
    ADD_FAILURE() << "nothing was thrown";
  } catch (const AgreedError& error) {
    EXPECT_EQ(error.exit(), Exit::cannot_write);
    EXPECT_STREQ(error.what(), "the last rank cannot");
  }
  EXPECT_EQ(content(path_ / "log.h5"), earlier);
  EXPECT_FALSE(fs::exists(path_ / "log.h5.part"));
}

/// A small file system, when this process may mount one.
class FullDisk : public Logs {
 protected:
  void SetUp() override {
    if (comm_.rank() == 0) mounted_ = ::mount("tmpfs", path_.c_str(), "tmpfs", 0, "size=20m") == 0;
    mounted_ = broadcast_value(comm_, mounted_, 0);
    if (!mounted_) GTEST_SKIP() << "mounting is not permitted here";
  }
  void TearDown() override {
    comm_.barrier();
    if (mounted_ && comm_.rank() == 0) ::umount(path_.c_str());
  }
  bool mounted_ = false;
};

TEST_F(FullDisk, is_told_to_all_ranks_and_leaves_the_earlier_file) {
  const MadeLog small{.contexts = 100, .rounds = 1000},
      large{.contexts = 20000, .rounds = 10, .features = 400};
  write_log(job_, path_ / "log.h5", made_part(small, comm_.rank(), comm_.size()));
  const std::string earlier = content(path_ / "log.h5");
  try {
    write_log(job_, path_ / "log.h5", made_part(large, comm_.rank(), comm_.size()));
    ADD_FAILURE() << "32 MB went into 20 MB";
  } catch (const AgreedError& error) {
    EXPECT_EQ(error.exit(), Exit::cannot_write);
    EXPECT_THAT(error.what(),
                testing::ContainsRegex("log.h5.*too full: [0-9]+ bytes are needed, [0-9]+ are free"));
  }
  comm_.barrier();
  EXPECT_EQ(content(path_ / "log.h5"), earlier);
  EXPECT_FALSE(fs::exists(path_ / "log.h5.part"));
}

TEST_F(FullDisk, that_fills_up_while_ranks_write_cannot_harm_what_was_reserved) {
  const std::uint64_t rows = 1 << 20;  // 8 MB
  const FilePlan plan{{}, {}, {{"/value", Element::f8, {rows}, "", ""}}, {}};
  const Range mine =
      even_part(rows, static_cast<std::uint64_t>(comm_.rank()), static_cast<std::uint64_t>(comm_.size()));
  write_file(job_, path_ / "file.h5", plan, [&](RowWriter& file) {
    if (comm_.rank() == 0) {
      std::ofstream other(path_ / "other", std::ios::binary);
      const std::vector<char> megabyte(1 << 20, 'x');
      while (other.write(megabyte.data(), std::ssize(megabyte)).flush()) {
      }
    }
    file.write("/value", mine.first, std::vector<double>(mine.size(), comm_.rank() + 1.0));
  });
  const auto values = ReadFile(path_ / "file.h5").rows<double>("/value", mine.first, mine.size());
  EXPECT_EQ(values, std::vector<double>(mine.size(), comm_.rank() + 1.0));
}

TEST_F(Logs, are_not_written_where_there_is_no_directory) {
  try {
    write_log(job_, path_ / "none" / "log.h5", made_part({}, comm_.rank(), comm_.size()));
    ADD_FAILURE() << "nothing was thrown";
  } catch (const AgreedError& error) {
    EXPECT_EQ(error.exit(), Exit::cannot_write);
    EXPECT_THAT(error.what(), testing::HasSubstr("there is no directory"));
  }
}

}  // namespace
}  // namespace megabandit
