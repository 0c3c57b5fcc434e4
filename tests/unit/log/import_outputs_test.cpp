// Embeddings of what users saw, from files of other programs, beside the rounds of any importer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <limits>

#include "base/error.hpp"
#include "comm/self_comm.hpp"
#include "log/import/columns/columns_formats.hpp"
#include "log/import/hdf5/hdf5_format.hpp"
#include "log/import/outputs/attach_outputs.hpp"
#include "log/import/outputs/matrix_file.hpp"
#include "log/write_log.hpp"
#include "made_log.hpp"
#include "made_outputs.hpp"
#include "storage/write_file.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

class OutputFilesTest : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& content) {
    const auto path = directory_.path() / name;
    std::ofstream(path, std::ios::binary) << content;
    return path.string();
  }
  template <class T>
  static std::string bytes(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
  }
  template <class T>
  std::string npy(const std::string& dictionary, const std::vector<T>& values) {
    std::string header = dictionary;
    header.resize((header.size() + 10 + 63) / 64 * 64 - 11, ' ');
    header += '\n';
    const auto length = static_cast<std::uint16_t>(header.size());
    return write("matrix.npy", std::string("\x93NUMPY\x01\x00", 8) +
                                   bytes(std::vector<std::uint16_t>{length}) + header + bytes(values));
  }
  static std::string dictionary(const std::string& type, const std::string& order, const std::string& shape) {
    return "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }";
  }

  TemporaryDirectory directory_;
};

const std::vector<float> kByRow{1, 2, 3, 4, 5, 6};

TEST_F(OutputFilesTest, are_read_in_every_form) {
  RowMatrix<float> expected(2, 3);
  expected << 1, 2, 3, 4, 5, 6;
  EXPECT_EQ(read_matrix(npy(dictionary("<f4", "False", "(2, 3)"), kByRow)), expected);
  EXPECT_EQ(read_matrix(
                npy(dictionary("<f8", "False", "(2, 3)"), std::vector<double>(kByRow.begin(), kByRow.end()))),
            expected);
  EXPECT_EQ(read_matrix(npy(dictionary("<f8", "True", "(2, 3)"), std::vector<double>{1, 4, 2, 5, 3, 6})),
            expected);
  EXPECT_EQ(read_matrix(npy(dictionary("<f2", "False", "(2, 3)"),
                            std::vector<std::uint16_t>{0x3c00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600})),
            expected);
  EXPECT_EQ(read_matrix(write("matrix.f32", bytes(kByRow)) + ":3"), expected);
  SelfComm self;
  SerialFileDriver driver;
  const auto path = directory_.path() / "matrix.h5";
  write_file({self, driver}, path, {{}, {}, {{"/seen/embedding", Element::f8, {2, 3}, "", ""}}, {}},
             [&](RowWriter& file) {
               file.write("/seen/embedding", 0, std::vector<double>(kByRow.begin(), kByRow.end()));
             });
  EXPECT_EQ(read_matrix(path.string() + ":/seen/embedding"), expected);
  EXPECT_THAT([&] { (void)read_matrix(path.string() + ":/seen/output"); },
              ThrowsMessage<DataError>(HasSubstr("matrix.h5: /seen/output: there is no such dataset")));
}

TEST_F(OutputFilesTest, that_cannot_be_right_are_named) {
  const auto refuses = [](const std::string& source, const std::string& text) {
    EXPECT_THAT([&] { (void)read_matrix(source); }, ThrowsMessage<Error>(HasSubstr(text))) << source;
  };
  std::vector<float> bad = kByRow;
  bad[4] = std::numeric_limits<float>::quiet_NaN();
  refuses(npy(dictionary("<f4", "False", "(2, 3)"), bad), "matrix.npy, row 1, column 1 (both from 0): nan");
  refuses(npy(dictionary("<f8", "False", "(1, 2)"), std::vector<double>{1, 1e300}), "row 0, column 1");
  refuses(npy(dictionary("<f4", "False", "(3, 3)"), kByRow), "is cut off: 3 rows of 12 bytes are announced");
  refuses(npy(dictionary("<f4", "False", "(6,)"), kByRow), "has shape (6,), but rows and columns are needed");
  refuses(npy(dictionary("<f4", "False", "(1, 2, 3)"), kByRow), "has shape (1, 2, 3)");
  refuses(npy(dictionary(">f4", "False", "(2, 3)"), kByRow), "holds '>f4', but '<f2', '<f4' or '<f8'");
  refuses(npy(dictionary("|O", "False", "(2, 3)"), kByRow), "holds '|O'");
  refuses(npy("{'shape': (2, 3)}", kByRow), "its header has no 'descr'");
  refuses(write("other.npy", "P6 640 480 255 and so on"), "is not a file of numpy.save()");
  refuses(write("short.npy", "\x93NUM"), "short.npy: is cut off");
  refuses(write("matrix.f32", bytes(kByRow)) + ":4",
          "has 24 bytes, which are no whole rows of 4 32-bit floats");
  refuses(write("matrix.f32", bytes(kByRow)), "give FILE.npy, FILE.h5:/DATASET, or FILE:COLUMNS");
  refuses((directory_.path() / "none.npy").string(), "none.npy: cannot be read");
  refuses((directory_.path() / "none.f32").string() + ":3", "none.f32: cannot be read");
}

class ImportOutputs : public OutputFilesTest {
 protected:
  ImportOutputs() {
    options_.sources = {
        write("rounds.csv", "action,reward,pscore,age\n1,1,0.5,30\n0,0,nan,31\n2,0,0.5,32\n")};
    options_.on_invalid = OnInvalid::leave_out;
  }
  Imported imported() {
    const auto format = make_csv_format();
    Schema schema;
    format->declare(schema);
    (void)schema.read({"map.toml", "[columns]\ncontext = [\"age\"]\n"}, {});
    Imported imported = format->read(options_);
    attach_outputs(options_, imported);
    return imported;
  }
  std::string file(const std::string& name, const std::vector<float>& values) {
    return write(name, bytes(values)) + ":2";
  }

  ImportOptions options_;
};

TEST_F(ImportOutputs, go_with_the_rounds_that_are_kept) {
  options_.outputs = {.of_rounds = file("rounds", {1, 2, 3, 4, 5, 6}),
                      .of_actions = file("actions", {7, 8, 9, 10, 11, 12}),
                      .noise = 0.5};
  const LogPart part = imported().part;
  RowMatrix<float> kept(2, 2), actions(3, 2);
  kept << 1, 2, 5, 6;
  actions << 7, 8, 9, 10, 11, 12;
  EXPECT_EQ(part.rounds.output, kept);
  EXPECT_EQ(part.catalogue.output, actions);
  EXPECT_EQ(part.output_law->noise, 0.5);
}

TEST_F(ImportOutputs, that_do_not_fit_are_refused) {
  const auto refuses = [&](const OutputFiles& outputs, const std::string& text) {
    options_.outputs = outputs;
    EXPECT_THAT([&] { (void)imported(); }, ThrowsMessage<Error>(HasSubstr(text)));
  };
  const std::string three = file("three", {1, 2, 3, 4, 5, 6}), two = file("two", {1, 2, 3, 4});
  refuses({.of_rounds = two, .of_actions = {}}, "two:2 has 2 rows, but the sources have 3 rows or events");
  refuses({.of_rounds = three, .of_actions = two}, "two:2 has 2 rows, but there are 3 actions");
  refuses({.of_rounds = three, .of_actions = write("one", bytes(std::vector<float>{1, 2, 3})) + ":1"},
          "have 2 columns, those of actions");
  refuses({.of_rounds = three, .of_actions = {}, .noise = 1}, "give them with --action-outputs");
  refuses({.of_rounds = {}, .of_actions = three, .noise = -1}, "--output-noise -1");
}

TEST_F(ImportOutputs, of_actions_are_those_of_the_log_that_it_shall_be_like) {
  Imported made;
  made.part = made_part_with_outputs({}, 0, 1);
  made.part.catalogue.output = {};
  made.part.output_law.reset();
  made.report.read = made.part.rounds.size();
  Reference like{
      .path = "other.h5", .encoding = {}, .features = 3, .actions = 7, .catalogue = {}, .output_noise = 2};
  like.catalogue.output = RowMatrix<float>::Constant(7, 3, 4);
  attach_outputs({.sources = {"a.csv"}, .split = {}, .like = like}, made);
  EXPECT_EQ(made.part.catalogue.output, like.catalogue.output);
  EXPECT_EQ(made.part.output_law->noise, 2);
}

class ImportHdf5WithOutputs : public testing::Test {
 protected:
  Imported import_part(const LogPart& part) {
    SelfComm self;
    SerialFileDriver driver;
    const auto path = directory_.path() / "log.h5";
    write_log({self, driver}, path, part);
    ImportOptions options;
    options.sources = {path.string()};
    return make_hdf5_format()->read(options);
  }
  TemporaryDirectory directory_;
};

TEST_F(ImportHdf5WithOutputs, keeps_them_and_a_factored_truth) {
  const LogPart made = made_part_with_outputs({}, 0, 1);
  LogPart repeated = made;  // the last context is the first again
  repeated.features.row(39) = made.features.row(0);
  repeated.output_law->shift.row(39) = made.output_law->shift.row(0);
  repeated.factored_truth->context.row(39) = made.factored_truth->context.row(0);
  repeated.query[39] = made.query[0];
  const LogPart part = import_part(repeated).part;
  ASSERT_EQ(part.features.rows(), 39);
  EXPECT_EQ(part.output_law->noise, 0.5);
  EXPECT_EQ(part.output_law->shift, made.output_law->shift.topRows(39));
  EXPECT_EQ(part.factored_truth->context, made.factored_truth->context.topRows(39));
  EXPECT_EQ(part.factored_truth->action, made.factored_truth->action);
  EXPECT_EQ(part.catalogue.output, made.catalogue.output);
  EXPECT_EQ(part.query, std::vector<std::uint32_t>(made.query.begin(), made.query.end() - 1));
  ASSERT_EQ(part.rounds.output.rows(), 1000);
  for (Eigen::Index i = 0; i < 1000; ++i) {
    EXPECT_EQ(part.rounds.output(i, 0), part.rounds.reward[static_cast<std::size_t>(i)]);
    EXPECT_EQ(part.rounds.output(i, 1), part.rounds.pscore[static_cast<std::size_t>(i)]);
  }
}

TEST_F(ImportHdf5WithOutputs, refuses_equal_contexts_that_differ_elsewhere) {
  LogPart part = made_part_with_outputs({}, 0, 1);
  part.features.row(39) = part.features.row(0);
  EXPECT_THAT(
      [&] { (void)import_part(part); },
      ThrowsMessage<DataError>(AllOf(HasSubstr("/contexts/output_shift: contexts 0 and 39 have equal"),
                                     HasSubstr("but other rows"))));
}

}  // namespace
}  // namespace megabandit
