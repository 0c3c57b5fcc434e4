#include "storage/read_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/error.hpp"
#include "comm/self_comm.hpp"
#include "storage/write_file.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

using testing::HasSubstr;

class ReadFileFaults : public testing::Test {
 protected:
  ReadFileFaults() {
    const FilePlan plan{
        {}, {}, {{"/value", Element::f8, {3}, "", ""}, {"/id", Element::u8, {3}, "", ""}}, {}};
    write_file({self_, driver_}, path_, plan, [](RowWriter& file) {
      file.write("/value", 0, std::vector<double>{1, 2, 3});
      file.write("/id", 0, std::vector<std::uint64_t>{1, 2, 3});
    });
  }
  template <class Work>
  void expect(Exit exit, const std::string& text, const Work& work) {
    try {
      work();
      ADD_FAILURE() << "nothing was thrown; expected: " << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), exit);
      EXPECT_THAT(error.what(), HasSubstr(text));
      EXPECT_THAT(error.what(), HasSubstr(directory_.path().string()));
    }
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "file.h5";
  SerialFileDriver driver_;
  SelfComm self_;
};

TEST_F(ReadFileFaults, of_the_file) {
  expect(Exit::missing_input, "No such file", [&] { ReadFile(directory_.path() / "none.h5"); });
  expect(Exit::missing_input, "is not a file", [&] { ReadFile{directory_.path()}; });
  std::ofstream(directory_.path() / "text.h5") << "round,action\n";
  expect(Exit::bad_data, "is not an HDF5 file", [&] { ReadFile(directory_.path() / "text.h5"); });
  std::filesystem::resize_file(path_, std::filesystem::file_size(path_) - 8);
  expect(Exit::bad_data, "is cut off after", [&] { ReadFile{path_}; });
}

TEST_F(ReadFileFaults, of_a_dataset) {
  const ReadFile file(path_);
  expect(Exit::bad_data, "/none: this dataset is missing", [&] { (void)file.shape("/none"); });
  expect(Exit::bad_data, "holds f8, but f4 is needed", [&] { (void)file.all<float>("/value"); });
  expect(Exit::bad_data, "holds u8, but i8 is needed", [&] { (void)file.all<std::int64_t>("/id"); });
  expect(Exit::bad_data, "has no rows 2 to 4", [&] { (void)file.rows<double>("/value", 2, 2); });
  expect(Exit::bad_data, "must hold texts", [&] { (void)file.texts("/value"); });
  expect(Exit::bad_data, "has 1 dimensions, but 2 are needed", [&] { (void)file.shape("/value", 2); });
  std::vector<double> small(2);
  expect(Exit::bad_data, "3 rows hold 24 bytes as f8, but 16 are needed",
         [&] { file.rows_into("/value", 0, 3, std::span(small)); });
}

}  // namespace
}  // namespace megabandit
