// Banks of outputs: files and what is read from them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "bank/bank.hpp"
#include "bank/bank_file.hpp"
#include "bank/summary.hpp"
#include "comm/agree.hpp"
#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr BankShape kShape{.queries = 5, .actions = 3, .samples = 2, .columns = 4};

std::vector<float> made_outputs(std::uint64_t query) {
  std::vector<float> outputs(kShape.numbers());
  std::iota(outputs.begin(), outputs.end(), static_cast<float>(100 * query));
  return outputs;
}

BankOutline made_outline() {
  return {.shape = kShape,
          .generator = "a test",
          .seed = 17,
          .queries = {"a", "b", "c", "d", "\xC3\xA9"},
          .actions = {"x", "y", "y"},
          .texts = std::vector<std::string>(30, "once")};
}

using Marks = std::function<std::vector<std::uint8_t>(std::uint64_t query)>;

std::vector<std::uint8_t> all_filled(std::uint64_t) { return std::vector<std::uint8_t>(kShape.actions, 1); }

/// Query q is written by rank q mod ranks, and names are those of rank 0.
void write_made(const Job& job, const std::filesystem::path& path, const Marks& marks) {
  BankOutline outline = made_outline();
  if (job.comm.rank() != 0) outline.queries = outline.actions = outline.texts = {};
  write_bank(job, path, outline, [&](BankWriter& bank) {
    const auto ranks = static_cast<std::uint64_t>(job.comm.size());
    for (auto query = static_cast<std::uint64_t>(job.comm.rank()); query < kShape.queries; query += ranks) {
      std::vector<float> outputs = made_outputs(query);
      const auto filled = marks(query);
      const std::size_t width = kShape.samples * kShape.columns;
      for (std::size_t i = 0; i < outputs.size(); ++i)
        if (filled[i / width] == 0) outputs[i] = 0;
      bank.write(query, outputs, filled);
    }
  });
}

TEST(Bank, GivesBackWhatRanksWroteTogether) {
  for (const int ranks : {1, 2, 3, 7}) {
    const TemporaryDirectory directory;
    const auto path = directory.path() / "bank.h5";
    on_threads(ranks, [&](Communicator& comm) {
      const SerialFileDriver files;
      const Job job{comm, files};
      write_made(job, path, all_filled);
      EXPECT_TRUE(is_bank(job, path));
      const auto bank = open_bank(job, path);
      EXPECT_EQ(bank->shape(), kShape);
      for (std::uint64_t query = 0; query < kShape.queries; ++query) {
        const RowsView<float> outputs = bank->outputs(query);
        ASSERT_EQ(outputs.rows(), 6);
        ASSERT_EQ(outputs.cols(), 4);
        EXPECT_EQ(std::vector<float>(outputs.data(), outputs.data() + outputs.size()), made_outputs(query));
        EXPECT_EQ(bank->outputs(query).data(), outputs.data());  // it stays
      }
      const BankOutline outline = open_bank_file(job, path).outline();
      EXPECT_EQ(outline.queries, made_outline().queries);
      EXPECT_EQ(outline.actions, made_outline().actions);
      EXPECT_EQ(outline.generator, "a test");
      EXPECT_EQ(outline.seed, 17u);
    });
  }
}

std::string failure_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

class BankFault : public testing::Test {
 protected:
  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "bank.h5";
  SelfComm comm_;
  SerialFileDriver files_;
  Job job_{comm_, files_};

  void write(
      const FilePlan& plan, const std::function<void(RowWriter&)>& fill = [](RowWriter&) {}) {
    write_file(job_, path_, plan, fill);
  }
  /// What is said of a file of zeros that was planned so.
  std::string refusal_of(const FilePlan& plan) {
    write(plan, [&](RowWriter& file) {
      for (const DatasetPlan& dataset : plan.datasets) {
        const auto size =
            std::accumulate(dataset.shape.begin(), dataset.shape.end(), std::size_t{1}, std::multiplies<>());
        if (dataset.element == Element::f4)
          file.write(dataset.path, 0, std::vector<float>(size));
        else
          file.write(dataset.path, 0, std::vector<std::uint8_t>(size));
      }
    });
    return refusal();
  }
  std::string refusal() {
    return failure_of([&] { open_bank(job_, path_); });
  }
  static FilePlan plan() {
    FilePlan plan;
    plan.attributes = {{"format", std::string("megabandit-bank")}, {"version", std::uint64_t{1}}};
    plan.datasets.push_back({"/bank/output", Element::f4, {2, 3, 1, 2}, "outputs", "1"});
    return plan;
  }
};

TEST_F(BankFault, AGapIsNamedByThoseWhoAskForIt) {
  write_made(job_, path_, [](std::uint64_t query) {
    return query == 3 ? std::vector<std::uint8_t>{1, 0, 0} : std::vector<std::uint8_t>{1, 1, 1};
  });
  const auto bank = open_bank(job_, path_);
  EXPECT_EQ(bank->outputs(2).rows(), 6);
  EXPECT_THAT(failure_of([&] { bank->outputs(3); }),
              AllOf(HasSubstr("bank.h5 lacks query 3, action 1"), HasSubstr("1 more")));
  EXPECT_THAT(failure_of([&] { bank->outputs(5); }),
              AllOf(HasSubstr("lacks query 5"), HasSubstr("it has 5, numbered from 0")));
}

TEST_F(BankFault, ABankWithoutMarksIsComplete) {
  write(plan(), [](RowWriter& file) { file.write("/bank/output", 0, std::vector<float>(12, 1)); });
  EXPECT_EQ(open_bank(job_, path_)->outputs(1).sum(), 6);
}

TEST_F(BankFault, NamesWhereANumberIsNotFinite) {
  std::vector<float> values(12, 1);
  values[9] = std::numeric_limits<float>::infinity();
  write(plan(), [&](RowWriter& file) { file.write("/bank/output", 0, values); });
  EXPECT_THAT(refusal(), HasSubstr("/bank/output: query 1, action 1, sample 0, number 1 is inf"));
}

TEST_F(BankFault, WritingWhatIsNotFiniteIsRefused) {
  const auto wrote = failure_of([&] {
    write_bank(job_, path_,
               {.shape = {1, 2, 1, 2}, .generator = "", .seed = 0, .queries = {}, .actions = {}, .texts = {}},
               [](BankWriter& bank) {
                 bank.write(0, std::vector<float>{0, 1, std::nanf(""), 3}, std::vector<std::uint8_t>{1, 1});
               });
  });
  EXPECT_THAT(wrote, HasSubstr("query 0, action 1, sample 0, number 0 is nan"));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(BankFault, OfAnotherShapeOrKindIsRefused) {
  FilePlan other = plan();
  other.attributes[0].value = std::string("megabandit-log");
  EXPECT_THAT(refusal_of(other), AllOf(HasSubstr("'megabandit-log'"), HasSubstr("megabandit generate")));
  EXPECT_FALSE(is_bank(job_, path_));
  other = plan();
  other.attributes[1].value = std::uint64_t{2};
  EXPECT_THAT(refusal_of(other), HasSubstr("'version' is 2"));
  other = plan();
  other.datasets[0].shape = {2, 3, 2};
  EXPECT_THAT(refusal_of(other), HasSubstr("/bank/output"));
  other = plan();
  other.datasets.push_back({"/bank/filled", Element::u1, {3, 2}, "marks", "1"});
  EXPECT_THAT(refusal_of(other), HasSubstr("/bank/filled: is [3, 2], and must be [2, 3]"));
  other = plan();
  other.texts.push_back({"/actions/name", {"a", "b"}, "names"});
  EXPECT_THAT(refusal_of(other), HasSubstr("/actions/name: has 2 texts for 3 actions"));
  other = plan();
  other.datasets.clear();
  EXPECT_THAT(refusal_of(other), HasSubstr("/bank/output: this dataset is missing"));
}

TEST_F(BankFault, MarksAreNoughtOrOne) {
  FilePlan marked = plan();
  marked.datasets.push_back({"/bank/filled", Element::u1, {2, 3}, "marks", "1"});
  write(marked, [](RowWriter& file) {
    file.write("/bank/output", 0, std::vector<float>(12, 0));
    file.write("/bank/filled", 0, std::vector<std::uint8_t>{1, 1, 1, 0, 1, 3});
  });
  EXPECT_THAT(refusal(), HasSubstr("/bank/filled: query 1, action 2: 3 is neither 0 nor 1"));
}

TEST_F(BankFault, NamesThatAreNoTextAreNotWritten) {
  BankOutline outline = made_outline();
  outline.actions[1] = "\xFF";
  EXPECT_THAT(failure_of([&] { write_bank(job_, path_, outline, [](BankWriter&) {}); }),
              AllOf(HasSubstr("/actions/name"), HasSubstr("text 1 is not UTF-8")));
}

// By hand: outputs of a query are 0, 2 (of action 0) and 10, 14 (of action 1), in one dimension. Their mean
// is 6.5 and their variance (42.25 + 20.25 + 12.25 + 56.25) / 4 = 32.75; pairs within an entry are 2 and 4
// apart.
TEST_F(BankFault, SummaryMeasuresDistances) {
  write_bank(job_, path_,
             {.shape = {1, 3, 2, 1}, .generator = "", .seed = 0, .queries = {}, .actions = {}, .texts = {}},
             [](BankWriter& bank) {
               bank.write(0, std::vector<float>{0, 2, 0, 0, 10, 14}, std::vector<std::uint8_t>{1, 0, 1});
             });
  const BankSummary summary = summary_of(job_, open_bank_file(job_, path_));
  EXPECT_EQ(summary.filled, 2u);
  EXPECT_EQ(summary.first_gap, (BankEntry{0, 1}));
  EXPECT_DOUBLE_EQ(summary.norm, 6.5);
  EXPECT_DOUBLE_EQ(summary.distance, std::sqrt(2 * 32.75));
  EXPECT_DOUBLE_EQ(summary.distance_within, std::sqrt((4.0 + 16.0) / 2));
}

}  // namespace
}  // namespace megabandit
