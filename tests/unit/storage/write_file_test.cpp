#include "storage/write_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>

#include "comm/agree.hpp"
#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "storage/read_file.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

using testing::AllOf;
using testing::HasSubstr;

FilePlan plan_of(std::uint64_t rows) {
  FilePlan plan;
  plan.attributes = {{"format", std::string("a-test")}, {"version", std::uint64_t{3}}, {"ratio", 0.25}};
  plan.groups = {{"/things", {{"count", rows}}}};
  plan.datasets = {{"/things/number",
                    Element::u4,
                    {rows},
                    "a number of each thing",
                    "1",
                    {{"names", std::vector<std::string>{"a", "ü"}}}},
                   {"/things/pair", Element::f8, {rows, 2}, "two numbers of each thing", "m"}};
  plan.texts = {{"/things/name", {"zero", "", "zwei ☃"}, "names"}};
  return plan;
}

void fill(RowWriter& file, std::uint64_t first, std::uint64_t rows) {
  std::vector<std::uint32_t> number(rows);
  std::vector<double> pair(2 * rows);
  std::iota(number.begin(), number.end(), static_cast<std::uint32_t>(first));
  std::iota(pair.begin(), pair.end(), static_cast<double>(2 * first));
  file.write("/things/number", first, number);
  file.write("/things/pair", first, pair);
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class WriteFile : public testing::Test {
 protected:
  void write(int ranks, const std::filesystem::path& path, std::uint64_t rows) {
    on_threads(ranks, [&](Communicator& comm) {
      const auto part = [&](int rank) {
        return rows * static_cast<std::uint64_t>(rank) / static_cast<std::uint64_t>(ranks);
      };
      const std::uint64_t first = part(comm.rank()), last = part(comm.rank() + 1);
      write_file({comm, driver_}, path, plan_of(rows),
                 [&](RowWriter& file) { fill(file, first, last - first); });
    });
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "file.h5";
  SerialFileDriver driver_;
  SelfComm self_;
  Job job_{self_, driver_};
};

TEST_F(WriteFile, is_read_as_it_was_written) {
  write(1, path_, 10);
  const ReadFile file = ReadFile::open(job_, path_);
  EXPECT_EQ(file.text_attribute("/", "format"), "a-test");
  EXPECT_EQ(file.natural_attribute("/", "version"), 3U);
  EXPECT_EQ(file.real_attribute("/", "ratio"), 0.25);
  EXPECT_EQ(file.natural_attribute("/things", "count"), 10U);
  EXPECT_EQ(file.text_attribute("/things/pair", "units"), "m");
  EXPECT_EQ(file.texts_attribute("/things/number", "names"), (std::vector<std::string>{"a", "ü"}));
  EXPECT_EQ(file.texts("/things/name"), (std::vector<std::string>{"zero", "", "zwei ☃"}));
  EXPECT_EQ(file.shape("/things/pair"), (std::vector<std::uint64_t>{10, 2}));
  EXPECT_EQ(file.rows<double>("/things/pair", 3, 2), (std::vector<double>{6, 7, 8, 9}));
  EXPECT_EQ(file.all<std::uint32_t>("/things/number").back(), 9U);
  EXPECT_EQ(file.text_attribute("/", "no such"), std::nullopt);
  EXPECT_FALSE(file.has("/nothing/of/the/kind"));
}

TEST_F(WriteFile, has_the_same_bytes_for_any_number_of_ranks) {
  for (const std::uint64_t rows : {0, 1, 2, 1000}) {
    write(1, path_, rows);
    const std::string alone = content(path_);
    for (const int ranks : {2, 3, 7}) {
      write(ranks, path_, rows);
      EXPECT_EQ(content(path_), alone) << rows << " rows at " << ranks;
    }
  }
}

TEST_F(WriteFile, leaves_the_earlier_file_when_a_rank_fails) {
  write(1, path_, 10);
  const std::string earlier = content(path_);
  std::atomic<int> told = 0;
  on_threads(3, [&](Communicator& comm) {
    try {
      write_file({comm, driver_}, path_, plan_of(9), [&](RowWriter& file) {
        fill(file, static_cast<std::uint64_t>(comm.rank()) * 3, 3);
        if (comm.rank() == 1) throw DataError("row 4 is bad");
      });
    } catch (const AgreedError& error) {
      EXPECT_STREQ(error.what(), "row 4 is bad");
      EXPECT_EQ(error.exit(), Exit::bad_data);
      ++told;
    }
  });
  EXPECT_EQ(told, 3);
  EXPECT_EQ(content(path_), earlier);
  EXPECT_FALSE(std::filesystem::exists(path_.string() + ".part"));
}

TEST_F(WriteFile, wants_every_row_once) {
  EXPECT_THROW(write_file(job_, path_, plan_of(4), [](RowWriter& file) { fill(file, 0, 3); }), AgreedError);
  EXPECT_THROW(write_file(job_, path_, plan_of(4), [](RowWriter& file) { fill(file, 2, 3); }), AgreedError);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(WriteFile, says_where_it_cannot_write) {
  try {
    write(2, directory_.path() / "missing" / "file.h5", 3);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::cannot_write);
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("missing/file.h5: there is no directory"), HasSubstr("make it")));
  }
}

TEST_F(WriteFile, refuses_what_no_disk_holds) {
  try {
    write_file(job_, path_, plan_of(std::uint64_t{1} << 50), [](RowWriter&) {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::cannot_write);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("too full"), HasSubstr("bytes are needed")));
  }
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

}  // namespace
}  // namespace megabandit
