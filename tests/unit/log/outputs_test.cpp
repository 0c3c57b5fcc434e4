// What users saw: outputs of rounds and actions, their shifts, queries, and the factored truth beside them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "comm/agree.hpp"
#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "log/inspect/report.hpp"
#include "log/shard.hpp"
#include "log/write_log.hpp"
#include "made_log.hpp"
#include "made_outputs.hpp"
#include "storage/read_file.hpp"
#include "storage/write_file.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const MadeLog kLog{.contexts = 90, .rounds = 2000, .actions = 9, .features = 4};

class OutputsOfLogs : public testing::Test {
 protected:
  void write(int ranks) {
    on_threads(ranks, [&](Communicator& comm) {
      write_log({comm, driver_}, path_, made_part_with_outputs(kLog, comm.rank(), ranks));
    });
  }
  /// One rank's file, changed before it is written.
  void write_changed(const std::function<void(LogPart&)>& change) {
    LogPart part = made_part_with_outputs(kLog, 0, 1);
    change(part);
    write_log(job_, path_, std::move(part));
  }
  std::uint64_t fingerprint() { return open_shard(job_, {.path = path_})->shape().fingerprint; }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "log.h5";
  SerialFileDriver driver_;
  SelfComm self_;
  Job job_{self_, driver_};
};

TEST_F(OutputsOfLogs, travel_with_their_rounds_and_contexts) {
  for (const int writers : {1, 3}) {
    write(writers);
    for (const int readers : {1, 2, 3, 7})
      for (const std::string split : {"", "test"})
        for (const std::uint64_t memory : {0, 1, 20000})
          on_threads(readers, [&](Communicator& comm) {
            const auto shard = open_shard({comm, driver_}, {.path = path_,
                                                            .split = split,
                                                            .contexts_per_block = 7,
                                                            .memory = memory,
                                                            .outputs = Outputs::read});
            std::uint64_t wrong = 0, rounds = 0;
            for_blocks_of(*shard, [&](const BlockView& view) {
              wrong += misplaced_outputs(view);
              rounds += view.action.size();
            });
            EXPECT_EQ(wrong, 0U) << readers << " ranks, " << memory << " bytes";
            EXPECT_EQ(static_cast<std::uint64_t>(sum_value(comm, static_cast<std::int64_t>(rounds))),
                      shard->shape().rounds);
          });
  }
}

// The rounds of a file that others wrote, in no order.
TEST_F(OutputsOfLogs, are_brought_home_from_a_log_that_is_not_sorted) {
  const std::uint64_t n = 700, contexts = 30;
  std::vector<std::int64_t> context, action;
  std::vector<double> reward, pscore, output, features;
  for (std::uint64_t i = 0; i < n; ++i) {
    context.push_back(static_cast<std::int64_t>(i * 17 % contexts));
    action.push_back(static_cast<std::int64_t>(i % 5));
    reward.push_back(static_cast<double>(i));
    pscore.push_back(0.5);
    output.insert(output.end(), {reward.back(), pscore.back(), static_cast<double>(action.back())});
  }
  for (std::uint64_t c = 0; c < contexts; ++c) features.push_back(static_cast<double>(c * 100));
  const std::vector<std::pair<std::string, std::vector<double>*>> reals{{"/rounds/reward", &reward},
                                                                        {"/rounds/pscore", &pscore},
                                                                        {"/rounds/output", &output},
                                                                        {"/contexts/features", &features}};
  FilePlan plan{{{"format", std::string("megabandit-log")}, {"version", std::uint64_t{1}}},
                {{"/actions", {{"count", std::uint64_t{5}}}}},
                {},
                {}};
  for (const auto& [name, values] : reals)
    plan.datasets.push_back({name, Element::f8, {values->size()}, "", ""});
  plan.datasets[2].shape = {n, 3};
  plan.datasets[3].shape = {contexts, 1};
  plan.datasets.push_back({"/rounds/context", Element::i8, {n}, "", ""});
  plan.datasets.push_back({"/rounds/action", Element::i8, {n}, "", ""});
  write_file(job_, path_, plan, [&](RowWriter& file) {
    for (const auto& [name, values] : reals) file.write(name, 0, *values);
    file.write("/rounds/context", 0, context);
    file.write("/rounds/action", 0, action);
  });
  for (const int ranks : {1, 2, 4})
    on_threads(ranks, [&](Communicator& comm) {
      const auto shard =
          open_shard({comm, driver_}, {.path = path_, .contexts_per_block = 4, .outputs = Outputs::read});
      for_blocks_of(*shard, [&](const BlockView& view) {
        EXPECT_TRUE(view.query.empty());
        EXPECT_EQ(view.output_shift.rows(), 0);
        for (std::size_t i = 0; i < view.reward.size(); ++i)
          EXPECT_EQ(view.output(static_cast<Eigen::Index>(i), 0), view.reward[i]);
      });
    });
}

TEST_F(OutputsOfLogs, are_not_held_unless_asked_for) {
  write(1);
  const auto shard = open_shard(job_, {.path = path_, .contexts_per_block = 7});
  for_blocks_of(*shard, [](const BlockView& view) {
    EXPECT_EQ(view.output.size() + view.output_shift.size(), 0);
    EXPECT_TRUE(view.query.empty());
    EXPECT_EQ(view.truth.cols(), 2);
  });
  // 2000 rounds of 16 bytes, thrice while they are sent, fit; with 12 bytes of output each they do not.
  const std::uint64_t memory = 2000 * 3 * 16 + 90 * (4 + 2 + 4) * sizeof(float) + 90 * 16;
  const auto window = [&](Outputs outputs) {
    return open_shard(job_, {.path = path_, .contexts_per_block = 1, .memory = memory, .outputs = outputs})
        ->window();
  };
  EXPECT_EQ(window(Outputs::skip), 90U);
  EXPECT_LT(window(Outputs::read), 90U);
}

TEST_F(OutputsOfLogs, are_described_by_the_shape) {
  write(3);
  for (const LogShape& shape : {read_shape(job_, path_, ""), open_shard(job_, {.path = path_})->shape()}) {
    EXPECT_EQ(shape.output, 3U);
    EXPECT_EQ(shape.action_output, 3U);
    EXPECT_EQ(shape.output_noise, 0.5);
    EXPECT_TRUE(shape.has_output_shift);
    EXPECT_EQ(shape.queries, 5U);
    EXPECT_TRUE(shape.has_truth);
    EXPECT_EQ(shape.truth_columns, 2U);
  }
  EXPECT_EQ(read_action_outputs(job_, path_, {2, 4})(1, 2), 3.0F);
  EXPECT_EQ(read_action_truth(job_, path_, {2, 4})(1, 1), 3.0F);
}

TEST_F(OutputsOfLogs, are_the_embeddings_of_a_log_that_has_no_others) {
  write_changed(
      [](LogPart& part) { part.catalogue.output = {}, part.output_law.reset(), part.rounds.output = {}; });
  EXPECT_EQ(read_action_outputs(job_, path_, {5, 6})(0, 1), -5.0F);
  const auto text_of = [&] {
    try {
      (void)read_action_outputs(job_, path_, {0, 1});
    } catch (const AgreedError& error) {
      return std::string(error.what());
    }
    return std::string("nothing was thrown");
  };
  write_changed([](LogPart& part) { part.catalogue.output = {}, part.output_law.reset(); });
  EXPECT_THAT(text_of(), HasSubstr("/actions/embedding has 2 columns, /rounds/output 3"));
  write_changed([](LogPart& part) {
    part.catalogue.output = part.catalogue.embedding = {};
    part.output_law.reset();
  });
  EXPECT_THAT(text_of(), HasSubstr("/actions/output and /actions/embedding are missing"));
}

TEST_F(OutputsOfLogs, make_the_same_file_and_fingerprint_for_any_number_of_ranks) {
  write(1);
  const std::uint64_t alone = fingerprint();
  for (const int ranks : {2, 7}) {
    write(ranks);
    on_threads(ranks, [&](Communicator& comm) {
      for (const std::uint64_t memory : {0, 5000})
        EXPECT_EQ(open_shard({comm, driver_}, {.path = path_, .memory = memory})->shape().fingerprint, alone);
    });
  }
  const auto changed = [&](const std::function<void(LogPart&)>& change) {
    write_changed(change);
    return fingerprint();
  };
  EXPECT_EQ(changed([](LogPart&) {}), alone);
  EXPECT_NE(changed([](LogPart& part) { part.rounds.output(1999, 2) += 1; }), alone);
  EXPECT_NE(changed([](LogPart& part) { part.catalogue.output(8, 0) += 1; }), alone);
  EXPECT_NE(changed([](LogPart& part) { part.output_law->noise = 0.25; }), alone);
  EXPECT_NE(changed([](LogPart& part) { part.output_law->shift(89, 0) += 1; }), alone);
  EXPECT_NE(changed([](LogPart& part) { part.query[89] += 1; }), alone);
  EXPECT_NE(changed([](LogPart& part) { part.factored_truth->context(0, 1) += 1; }), alone);
  EXPECT_NE(changed([](LogPart& part) { part.factored_truth->action(0, 1) += 1; }), alone);
}

TEST_F(OutputsOfLogs, are_checked_before_they_are_written) {
  const auto expect = [&](const std::string& text, const std::function<void(LogPart&)>& spoil) {
    on_threads(3, [&](Communicator& comm) {
      LogPart part = made_part_with_outputs(kLog, comm.rank(), comm.size());
      spoil(part);
      try {
        write_log({comm, driver_}, path_, part);
        ADD_FAILURE() << "nothing was thrown; expected: " << text;
      } catch (const AgreedError& error) {
        EXPECT_EQ(error.exit(), Exit::bad_data);
        EXPECT_THAT(error.what(), AllOf(HasSubstr(path_.string()), HasSubstr(text)));
      }
    });
    EXPECT_FALSE(std::filesystem::exists(path_)) << text;
  };
  const float infinity = std::numeric_limits<float>::infinity();
  expect("/rounds/output, row 2: inf is not finite",
         [&](LogPart& part) { part.rounds.output(2, 1) = infinity; });
  expect("/actions/output, row 3: inf", [&](LogPart& part) { part.catalogue.output(3, 0) = infinity; });
  expect("/contexts/output_shift, row 4: inf",
         [&](LogPart& part) { part.output_law->shift(4, 0) = infinity; });
  expect("/contexts/query, row 1: 4294967295", [](LogPart& part) { part.query[1] = UINT32_MAX; });
  expect("/truth/context, row 0: inf", [&](LogPart& part) { part.factored_truth->context(0, 1) = infinity; });
  expect("/truth/action, row 0: inf", [&](LogPart& part) { part.factored_truth->action(0, 1) = infinity; });
  expect("the noise of outputs is -1", [](LogPart& part) { part.output_law->noise = -1; });
  expect("/actions/output has 2 columns, but 3 are needed, as in /rounds/output",
         [](LogPart& part) { part.catalogue.output.conservativeResize(Eigen::NoChange, 2); });
  expect("/contexts/output_shift has 2 columns, but 3 are needed, as in /rounds/output",
         [](LogPart& part) { part.output_law->shift.conservativeResize(Eigen::NoChange, 2); });
  expect("with noise 0.5, but the actions have none",
         [](LogPart& part) { part.catalogue.output.resize(0, 0); });
}

// Two shapes of output, so far apart that any pair of rounds with both has that distance or none.
TEST_F(OutputsOfLogs, are_described_by_inspect) {
  LogPart part = made_part_with_outputs(kLog, 0, 1);
  part.output_law->noise = 0;
  std::int64_t means = 0;
  for (std::size_t i = 0; i < part.rounds.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    part.rounds.output.row(row) << 3, 4, 0;
    if (i % 4 != 0) continue;
    part.rounds.output.row(row) = part.catalogue.output.row(part.rounds.action[i].value) +
                                  part.output_law->shift.row(part.rounds.context[i].value);
    ++means;
  }
  write_log(job_, path_, part);
  const auto report = [&](int ranks) {
    LogReport first;
    on_threads(ranks, [&](Communicator& comm) {
      const LogReport mine = inspect_log({comm, driver_}, path_, "");
      if (comm.rank() == 0) first = mine;
    });
    return first;
  };
  const LogReport alone = report(1);
  EXPECT_EQ(alone.outputs->means, static_cast<double>(means) / 2000);
  for (const int ranks : {2, 3}) {
    EXPECT_EQ(report(ranks).outputs->median_distance, alone.outputs->median_distance);
    EXPECT_EQ(report(ranks).outputs->means, alone.outputs->means);
  }
  for (Eigen::Index i = 0; i < part.rounds.output.rows(); ++i)
    part.rounds.output.row(i) << static_cast<float>(i % 2) * 3, static_cast<float>(i % 2) * 4, 0;
  write_log(job_, path_, part);
  const double distance = inspect_log(job_, path_, "").outputs->median_distance;
  EXPECT_TRUE(distance == 0 || distance == 5) << distance;
  write_log(job_, path_, made_part(kLog, 0, 1));
  EXPECT_FALSE(inspect_log(job_, path_, "").outputs.has_value());
}

// Of two normal outputs with sd 1/3 in 2 columns the difference has sd sqrt(2) / 3, its length that times a
// Rayleigh variable, whose median is sqrt(2 ln 2). 512 rounds know a median within some 3 %.
TEST_F(OutputsOfLogs, are_as_far_apart_as_their_law_says) {
  LogPart part = made_part_with_outputs(kLog, 0, 1);
  for (Eigen::Index i = 0; i < part.rounds.output.rows(); ++i)
    for (Eigen::Index k = 0; k < 3; ++k)
      part.rounds.output(i, k) =
          k == 2 ? 0
                 : static_cast<float>(normal({.seed = 5,
                                              .stream = Stream::world,
                                              .index = static_cast<std::uint64_t>(2 * i + k)}) /
                                      3);
  write_log(job_, path_, part);
  const double expected = std::sqrt(2.0) / 3 * std::sqrt(2 * std::log(2.0));
  EXPECT_NEAR(inspect_log(job_, path_, "").outputs->median_distance, expected, 0.08 * expected);
}

/// A log whose datasets are spoilt after it was written by the plan of another.
TEST_F(OutputsOfLogs, layouts_are_checked) {
  struct Extra {
    std::string dataset;
    std::vector<std::uint64_t> shape;
    double value = 1;
    std::vector<Attribute> attributes{};
  };
  const auto expect = [&](const std::string& text, const std::vector<Extra>& extras) {
    FilePlan plan{{{"format", std::string("megabandit-log")}, {"version", std::uint64_t{1}}},
                  {{"/actions", {{"count", std::uint64_t{5}}}}},
                  {},
                  {}};
    std::vector<Extra> all{{"/rounds/reward", {6}}, {"/rounds/pscore", {6}}, {"/contexts/features", {4, 2}}};
    all.insert(all.end(), extras.begin(), extras.end());
    for (const Extra& extra : all)
      plan.datasets.push_back({extra.dataset, Element::f8, extra.shape, "", "", extra.attributes});
    plan.datasets.push_back({"/rounds/context", Element::u4, {6}, "", ""});
    plan.datasets.push_back({"/rounds/action", Element::u4, {6}, "", ""});
    write_file(job_, path_, plan, [&](RowWriter& file) {
      for (const Extra& extra : all) {
        std::uint64_t elements = 1;
        for (const std::uint64_t extent : extra.shape) elements *= extent;
        file.write(extra.dataset, 0, std::vector<double>(elements, extra.value));
      }
      file.write("/rounds/context", 0, std::vector<std::uint32_t>(6, 1));
      file.write("/rounds/action", 0, std::vector<std::uint32_t>(6, 1));
    });
    try {
      const auto shard = open_shard(job_, {.path = path_, .outputs = Outputs::read});
      if (!text.empty()) ADD_FAILURE() << "nothing was thrown; expected: " << text;
    } catch (const AgreedError& error) {
      EXPECT_EQ(error.exit(), Exit::bad_data);
      EXPECT_THAT(error.what(), AllOf(HasSubstr(path_.string()), HasSubstr(text)));
      if (text.find(", row ") != std::string::npos) {
        EXPECT_EQ(inspect_log(job_, path_, "").problems.front().dataset, text.substr(0, text.find(',')));
      }
      EXPECT_FALSE(text.empty()) << error.what();
    }
  };
  expect("", {{"/rounds/output", {6, 3}}, {"/actions/output", {5, 3}}, {"/contexts/output_shift", {4, 3}}});
  expect("/rounds/output: has 5 rows, but 6 are needed, as in /rounds/action", {{"/rounds/output", {5, 3}}});
  expect("/rounds/output: has shape [6], but rows and columns are needed", {{"/rounds/output", {6}}});
  expect("/rounds/output: has no columns", {{"/rounds/output", {6, 0}}});
  expect("/rounds/output, row 0: nan is not finite", {{"/rounds/output", {6, 3}, std::nan("")}});
  expect("/actions/output: has 6 rows, but 5 are needed, as in /actions", {{"/actions/output", {6, 3}}});
  expect("/actions/output: has 2 columns, but 3 are needed, as in /rounds/output",
         {{"/rounds/output", {6, 3}}, {"/actions/output", {5, 2}}});
  expect("/actions/output: attribute 'noise' is -1", {{"/actions/output", {5, 2}, 1, {{"noise", -1.0}}}});
  expect("/contexts/output_shift: has 2 columns, but 3 are needed, as in /actions/output",
         {{"/contexts/output_shift", {4, 2}}, {"/actions/output", {5, 3}}});
  expect("/contexts/output_shift: there is nothing to shift", {{"/contexts/output_shift", {4, 2}}});
  expect("/contexts/output_shift, row 0: inf",
         {{"/rounds/output", {6, 2}}, {"/contexts/output_shift", {4, 2}, INFINITY}});
  expect("/contexts/query: holds f8, but whole numbers are needed", {{"/contexts/query", {4}}});
  expect("", {{"/truth/context", {4, 2}}, {"/truth/action", {5, 2}}});
  expect("/truth/context, row 0: inf", {{"/truth/context", {4, 2}, INFINITY}, {"/truth/action", {5, 2}}});
  expect("/truth/action: this dataset is missing", {{"/truth/context", {4, 2}}});
  expect("/truth/action: has 3 columns, but 2 are needed, as in /truth/context",
         {{"/truth/context", {4, 2}}, {"/truth/action", {5, 3}}});
  expect("/truth/offset: is of a listed truth, /truth/context of a factored one",
         {{"/truth/context", {4, 2}}, {"/truth/action", {5, 2}}, {"/truth/offset", {5}}});
}

}  // namespace
}  // namespace megabandit
