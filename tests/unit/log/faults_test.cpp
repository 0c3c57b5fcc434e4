// What a log must be, and what is said of one that is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <numeric>

#include "comm/agree.hpp"
#include "comm/thread_comm.hpp"
#include "log/inspect/report.hpp"
#include "log/shard.hpp"
#include "log/write_log.hpp"
#include "made_log.hpp"
#include "storage/write_file.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// A log as some other program might write it, to be spoilt by a test: numbers are doubles, whole numbers are
/// i8.
struct ForeignLog {
  std::vector<Attribute> root{{"format", std::string("megabandit-log")}, {"version", std::uint64_t{1}}};
  std::vector<GroupPlan> groups{{"/actions", {{"count", std::uint64_t{5}}}}};
  std::vector<Attribute> split_attributes{{"names", std::vector<std::string>{"train", "test"}}};
  std::map<std::string, std::vector<double>> reals{{"/rounds/reward", std::vector<double>(600, 1)},
                                                   {"/rounds/pscore", std::vector<double>(600, 0.5)},
                                                   {"/contexts/features", std::vector<double>(30, 2)}};
  std::map<std::string, std::vector<std::int64_t>> wholes{
      {"/rounds/context", std::vector<std::int64_t>(600, 0)},
      {"/rounds/action", std::vector<std::int64_t>(600, 4)},
      {"/rounds/split", std::vector<std::int64_t>(600, 1)}};

  ForeignLog() {
    for (std::size_t i = 0; i < 600; ++i) {
      wholes["/rounds/context"][i] = static_cast<std::int64_t>(599 - i) % 10;  // not sorted
      wholes["/rounds/action"][i] = static_cast<std::int64_t>(i % 5);
      reals["/rounds/reward"][i] = static_cast<double>(i);
    }
  }

  FilePlan plan() const {
    FilePlan plan{root, groups, {}, {}};
    for (const auto& [path, values] : reals) {
      const bool features = path == "/contexts/features";
      plan.datasets.push_back({path, Element::f8, {values.size()}, "", ""});
      if (features) plan.datasets.back().shape = {values.size() / 3, 3};
    }
    for (const auto& [path, values] : wholes) {
      plan.datasets.push_back({path, Element::i8, {values.size()}, "", ""});
      if (path == "/rounds/split") plan.datasets.back().attributes = split_attributes;
    }
    return plan;
  }
  void write(const Job& job, const std::filesystem::path& path) const {
    write_file(job, path, plan(), [&](RowWriter& file) {
      if (job.comm.rank() != 0) return;
      for (const auto& [name, values] : reals) file.write(name, 0, values);
      for (const auto& [name, values] : wholes) file.write(name, 0, values);
    });
  }
};

class Foreign : public testing::Test {
 protected:
  void on_ranks(int ranks, const ForeignLog& log, const std::function<void(const Job&)>& body) {
    on_threads(ranks, [&](Communicator& comm) {
      const Job job{comm, driver_};
      log.write(job, path_);
      body(job);
    });
  }
  /// At 1 and 3 ranks, in memory and streamed: the same agreed error on every rank.
  void expect(const std::string& text, const std::function<void(ForeignLog&)>& spoil,
              ShardOptions options = {}) {
    ForeignLog log;
    std::sort(log.wholes["/rounds/context"].begin(), log.wholes["/rounds/context"].end());
    spoil(log);
    options.path = path_;
    for (const int ranks : {1, 3})
      for (const std::uint64_t memory : {0, 100}) {
        options.memory = memory;
        on_ranks(ranks, log, [&](const Job& job) {
          try {
            const auto shard = open_shard(job, options);
            agree(job.comm, [&] { (void)rounds_of(*shard); });
            ADD_FAILURE() << "nothing was thrown; expected: " << text;
          } catch (const AgreedError& error) {
            EXPECT_EQ(error.exit(), Exit::bad_data);
            EXPECT_THAT(error.what(), AllOf(HasSubstr(path_.string()), HasSubstr(text)));
          }
        });
      }
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "foreign.h5";
  SerialFileDriver driver_;
};

TEST_F(Foreign, is_read_in_any_order_and_type) {
  std::vector<SeenRound> expected;
  for (std::size_t context = 0; context < 10; ++context)
    for (std::size_t i = 0; i < 600; ++i)
      if ((599 - i) % 10 == context)
        expected.push_back({context, static_cast<std::uint32_t>(i % 5), static_cast<float>(i), 0.5F, 2, 0});
  for (const int ranks : {1, 2, 3})
    on_ranks(ranks, {}, [&](const Job& job) {
      const auto shard = open_shard(job, {.path = path_, .contexts_per_block = 2});
      EXPECT_EQ(all_rounds(job.comm, *shard), expected);
      EXPECT_EQ(shard->shape().encoding, R"({"kind":"numeric","features":3})");
    });
}

TEST_F(Foreign, must_be_sorted_to_be_streamed) {
  on_ranks(2, {}, [&](const Job& job) {
    try {
      (void)open_shard(job, {.path = path_, .memory = 100});
      ADD_FAILURE();
    } catch (const AgreedError& error) {
      EXPECT_EQ(error.exit(), Exit::bad_data);
      EXPECT_THAT(error.what(),
                  AllOf(HasSubstr("not sorted"), HasSubstr("megabandit import hdf5"), HasSubstr("--out")));
    }
  });
}

TEST_F(Foreign, values_are_checked) {
  const auto real = [](const char* column, std::size_t row, double value) {
    return [=](ForeignLog& log) { log.reals[column][row] = value; };
  };
  const auto whole = [](const char* column, std::size_t row, std::int64_t value) {
    return [=](ForeignLog& log) { log.wholes[column][row] = value; };
  };
  expect("/rounds/pscore, row 17: 0 is not in (0, 1]; it is the probability", real("/rounds/pscore", 17, 0));
  expect("/rounds/pscore, row 599: 1.5 is not in (0, 1]", real("/rounds/pscore", 599, 1.5));
  expect("/rounds/pscore, row 300: nan is not in (0, 1]", real("/rounds/pscore", 300, kNaN));
  expect("/rounds/pscore, row 3: 1e-60 is not in (0, 1]", real("/rounds/pscore", 3, 1e-60));
  expect("/rounds/reward, row 5: inf is not finite", real("/rounds/reward", 5, INFINITY));
  expect("/rounds/reward, row 5: 1e+300 is not finite as a 32-bit float", real("/rounds/reward", 5, 1e300));
  expect("/rounds/action, row 400: 5 is not one of the 5 actions", whole("/rounds/action", 400, 5));
  expect("/rounds/action, row 0: -1 is not one of the 5 actions", whole("/rounds/action", 0, -1));
  expect("/rounds/context, row 599: 10 is not a row of /contexts/features",
         whole("/rounds/context", 599, 10));
  expect("/rounds/split, row 1: 2 is not an index into attribute 'names' (train, test)",
         whole("/rounds/split", 1, 2));
  expect("/contexts/features, row 9: nan is not finite", real("/contexts/features", 29, kNaN));
}

TEST_F(Foreign, layout_is_checked) {
  const auto without = [](const char* column) {
    return [=](ForeignLog& log) { log.reals.erase(column), log.wholes.erase(column); };
  };
  const auto shorter = [](const char* column) {
    return [=](ForeignLog& log) {
      log.reals.contains(column) ? log.reals[column].pop_back() : log.wholes[column].pop_back();
    };
  };
  for (const char* column :
       {"/rounds/context", "/rounds/action", "/rounds/reward", "/rounds/pscore", "/contexts/features"})
    expect(std::string(column) + ": this dataset is missing", without(column));
  for (const char* column : {"/rounds/context", "/rounds/reward", "/rounds/pscore", "/rounds/split"})
    expect(std::string(column) + ": has 599 entries, but 600 are needed, as in /rounds/action",
           shorter(column));
  expect("attribute 'format' is missing", [](ForeignLog& log) { log.root.erase(log.root.begin()); });
  expect("is a 'policy', not a 'megabandit-log'",
         [](ForeignLog& log) { log.root[0].value = std::string("policy"); });
  expect("has version 2, but this program knows version 1",
         [](ForeignLog& log) { log.root[1].value = std::uint64_t{2}; });
  expect("/actions: nothing says how many actions there are", [](ForeignLog& log) { log.groups.clear(); });
  expect("/rounds/action: holds f8, but whole numbers are needed", [](ForeignLog& log) {
    log.wholes.erase("/rounds/action");
    log.reals["/rounds/action"].assign(600, 1);
  });
  expect("needs attribute 'names'", [](ForeignLog& log) { log.split_attributes.clear(); });
  expect("the log is empty: it has 0 rounds", [](ForeignLog& log) {
    for (auto& [name, values] : log.wholes) values.clear();
    log.reals["/rounds/reward"].clear();
    log.reals["/rounds/pscore"].clear();
  });
  expect("there is no split 'tset'; it has: train, test", [](ForeignLog&) {}, {.split = "tset"});
  expect("this log has no /rounds/split", [](ForeignLog& log) { log.wholes.erase("/rounds/split"); },
         {.split = "train"});
}

TEST_F(Foreign, faults_are_counted_by_inspect) {
  ForeignLog log;
  for (const std::size_t row : {10UL, 300UL, 599UL}) log.reals["/rounds/pscore"][row] = 0;
  log.wholes["/rounds/action"][10] = 77;
  log.reals["/rounds/reward"][20] = kNaN;
  log.reals["/contexts/features"][7] = INFINITY;
  for (const int ranks : {1, 3})
    on_ranks(ranks, log, [&](const Job& job) {
      const LogReport report = inspect_log(job, path_, "");
      EXPECT_EQ(report.good_rounds, 596U);
      std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> found;  // count, first row
      for (const Fault& fault : report.problems) found[fault.dataset] = {fault.count, fault.row};
      EXPECT_THAT(found, testing::UnorderedElementsAre(testing::Pair("/rounds/pscore", std::pair(3, 10)),
                                                       testing::Pair("/rounds/action", std::pair(1, 10)),
                                                       testing::Pair("/rounds/reward", std::pair(1, 20)),
                                                       testing::Pair("/contexts/features", std::pair(1, 2))));
    });
}

TEST(WriteLog, refuses_bad_values_and_writes_nothing) {
  const TemporaryDirectory directory;
  const SerialFileDriver driver;
  const auto path = directory.path() / "log.h5";
  const auto expect = [&](const std::string& text, const std::function<void(LogPart&)>& spoil) {
    on_threads(3, [&](Communicator& comm) {
      LogPart part = made_part({}, comm.rank(), comm.size());
      if (comm.rank() == 1) spoil(part);
      try {
        write_log({comm, driver}, path, part);
        ADD_FAILURE() << "nothing was thrown; expected: " << text;
      } catch (const AgreedError& error) {
        EXPECT_EQ(error.exit(), Exit::bad_data);
        EXPECT_EQ(error.failing_rank(), 1);
        EXPECT_THAT(error.what(), AllOf(HasSubstr(path.string()), HasSubstr(text)));
      }
    });
    EXPECT_TRUE(std::filesystem::is_empty(directory.path())) << text;
  };
  expect("/rounds/pscore, row 2: 0 is not in (0, 1]", [](LogPart& part) { part.rounds.pscore[2] = 0; });
  expect("/rounds/action, row 3: 7 is not one of the 7 actions",
         [](LogPart& part) { part.rounds.action[3] = ActionId(7); });
  expect("/rounds/reward, row 4: nan",
         [](LogPart& part) { part.rounds.reward[4] = static_cast<float>(kNaN); });
  expect("/contexts/features, row 1: inf", [](LogPart& part) { part.features(1, 2) = INFINITY; });
  expect("/truth/action, row 0: 9 is not", [](LogPart& part) {
    part.truth->offset.assign(part.truth->offset.size(), 1), part.truth->offset[0] = 0,
                                                             part.truth->action.assign(1, ActionId(9)),
                                                             part.truth->reward.assign(1, 0.0F);
  });
}

TEST(WriteLog, refuses_a_log_without_rounds) {
  const TemporaryDirectory directory;
  const SerialFileDriver driver;
  on_threads(2, [&](Communicator& comm) {
    LogPart part = made_part({}, comm.rank(), comm.size());
    part.rounds = {};
    EXPECT_THROW(write_log({comm, driver}, directory.path() / "log.h5", part), AgreedError);
  });
}

TEST(Inspect, describes_a_log_at_any_number_of_ranks) {
  const TemporaryDirectory directory;
  const SerialFileDriver driver;
  const auto path = directory.path() / "log.h5";
  const MadeLog log{.contexts = 60, .rounds = 2000, .actions = 50, .extras = false};
  LogPart whole = made_part(log, 0, 1);
  for (ActionId& action : whole.rounds.action) action.value = action.value / 2;  // support: one half
  for (std::size_t i = 0; i < 3; ++i) {                                          // one round, four times
    whole.rounds.context.push_back(whole.rounds.context[0]);
    whole.rounds.action.push_back(whole.rounds.action[0]);
    whole.rounds.reward.push_back(-100);
    whole.rounds.pscore.push_back(0.001F);
  }
  std::vector<float> sorted = whole.rounds.pscore;
  std::sort(sorted.begin(), sorted.end());
  double weights = 0, squares = 0;
  for (const double pscore : sorted) weights += 1 / pscore, squares += 1 / (pscore * pscore);
  for (const int ranks : {1, 2, 3})
    on_threads(ranks, [&](Communicator& comm) {
      LogPart part = comm.rank() == 0 ? whole : made_part(log, 0, 1);
      if (comm.rank() > 0) part.rounds = {}, part.features.resize(0, part.features.cols());
      const Job job{comm, driver};
      write_log(job, path, part);
      const LogReport report = inspect_log(job, path, "");
      EXPECT_EQ(report.good_rounds, 2003U);
      EXPECT_EQ(report.actions_logged, 25U);
      EXPECT_EQ(report.contexts_seen, 60U);
      EXPECT_GE(report.duplicates, 2U);
      EXPECT_EQ(report.reward_min, -100);
      EXPECT_NEAR(report.effective_rounds, weights * weights / squares, 1e-9 * 2003);
      for (std::size_t q = 0; q < kQuantiles.size(); ++q) {
        const auto rank = static_cast<std::size_t>(std::max(std::ceil(kQuantiles[q] * 2003) - 1, 0.0));
        EXPECT_EQ(report.pscore_quantile[q], sorted[rank]) << kQuantiles[q];
      }
      EXPECT_TRUE(report.problems.empty());
    });
}

}  // namespace
}  // namespace megabandit
