// Checkpoints: what was saved comes back bit for bit on any number of ranks, and nothing else is taken for
// one.

#include "run/checkpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "comm/agree.hpp"
#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

const std::map<std::string, std::string> kIdentity{{"log", "0af3"}, {"objective.kind", "\"clpi\""}};

Checkpoint checkpoint_of(std::uint64_t step) {
  Checkpoint checkpoint{{step, {3, -40}}, {}, "", kIdentity};
  checkpoint.learner.numbers = {{"epoch", 2.0}, {"rate", 0.1}};
  checkpoint.learner.arrays["parameters"] = Vector::LinSpaced(11, -1.0 / 3, static_cast<double>(step));
  checkpoint.learner.arrays["nothing yet"] = Vector();
  return checkpoint;
}

class Checkpoints : public testing::Test {
 protected:
  void write(int ranks, const Checkpoint& checkpoint, std::uint64_t keep = 9) {
    on_threads(ranks, [&](Communicator& comm) {
      CheckpointStore(directory_.path(), keep).write({comm, files_}, checkpoint);
    });
  }
  std::optional<Checkpoint> newest(const std::map<std::string, std::string>& identity = kIdentity) {
    return CheckpointStore(directory_.path(), 1).read_newest({self_, files_}, identity);
  }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory_.path()))
      names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
  }
  std::string refusal(const std::map<std::string, std::string>& identity = kIdentity) {
    try {
      newest(identity);
    } catch (const AgreedError& error) {
      exit_ = error.exit();
      return error.what();
    }
    return "none";
  }

  TemporaryDirectory directory_;
  SerialFileDriver files_;
  SelfComm self_;
  Exit exit_ = Exit::done;
};

TEST_F(Checkpoints, come_back_bit_for_bit_on_any_number_of_ranks) {
  Checkpoint saved = checkpoint_of(7);
  saved.finished = "all epochs done";
  write(3, saved);
  on_threads(2, [&](Communicator& comm) {
    const auto read = CheckpointStore(directory_.path(), 1).read_newest({comm, files_}, kIdentity);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->loop.step, 7U);
    EXPECT_EQ(read->loop.scales, saved.loop.scales);
    EXPECT_EQ(read->learner.numbers, saved.learner.numbers);
    EXPECT_EQ(read->learner.arrays, saved.learner.arrays);
    EXPECT_EQ(read->finished, saved.finished);
  });
}

TEST_F(Checkpoints, are_kept_as_many_as_asked_and_the_newest_is_read) {
  for (const std::uint64_t step : {1, 9, 10, 11}) write(2, checkpoint_of(step), 2);
  EXPECT_THAT(names(), ElementsAre("step-0000000010.h5", "step-0000000011.h5"));
  EXPECT_EQ(newest()->loop.step, 11U);
}

TEST_F(Checkpoints, that_were_being_written_are_none_and_go_with_the_next) {
  EXPECT_FALSE(newest());
  write(1, checkpoint_of(4));
  std::ofstream(directory_.path() / "step-0000000005.h5.part") << "half of";
  std::ofstream(directory_.path() / "notes.txt") << "mine";
  EXPECT_EQ(newest()->loop.step, 4U);
  write(1, checkpoint_of(6));
  EXPECT_THAT(names(), ElementsAre("notes.txt", "step-0000000004.h5", "step-0000000006.h5"));
}

TEST_F(Checkpoints, of_another_run_are_refused_with_what_differs) {
  write(1, checkpoint_of(4));
  const std::string text =
      refusal({{"log", "77b1"}, {"objective.kind", "\"clpi\""}, {"policy.hidden", "[8]"}});
  EXPECT_EQ(exit_, Exit::bad_config);
  EXPECT_THAT(text, AllOf(HasSubstr("step-0000000004.h5: this checkpoint belongs to another run"),
                          HasSubstr("log: 0af3 in the checkpoint, 77b1 now"),
                          HasSubstr("policy.hidden: absent in the checkpoint, [8] now"),
                          HasSubstr("--resume never")));
  EXPECT_THAT(text, testing::Not(HasSubstr("objective.kind")));
}

TEST_F(Checkpoints, that_are_damaged_are_refused_with_a_way_on) {
  write(1, checkpoint_of(4));
  write(1, checkpoint_of(5));
  const fs::path newest_file = directory_.path() / "step-0000000005.h5";
  fs::resize_file(newest_file, fs::file_size(newest_file) / 2);
  EXPECT_THAT(refusal(),
              AllOf(HasSubstr("step-0000000005.h5: is cut off"), HasSubstr("remove this checkpoint")));
  EXPECT_EQ(exit_, Exit::bad_data);
  fs::remove(newest_file);
  EXPECT_EQ(newest()->loop.step, 4U);
}

TEST_F(Checkpoints, are_refused_where_ranks_have_drifted_apart) {
  on_threads(4, [&](Communicator& comm) {
    Checkpoint mine = checkpoint_of(4);
    if (comm.rank() >= 2) mine.learner.arrays["parameters"][3] += 1e-15;
    try {
      CheckpointStore(directory_.path(), 9).write({comm, files_}, mine);
      ADD_FAILURE() << "nothing was thrown";
    } catch (const AgreedError& error) {
      EXPECT_EQ(error.exit(), Exit::internal);
      EXPECT_THAT(error.what(), AllOf(HasSubstr("of rank 2, 3 differ"), HasSubstr("processors of one type")));
    }
  });
  EXPECT_TRUE(names().empty());
}

}  // namespace
}  // namespace megabandit
