#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "log/import/hdf5/hdf5_format.hpp"
#include "log/import/share_part.hpp"
#include "log/write_log.hpp"
#include "temporary_directory.hpp"

namespace megabandit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

/// Of part_with_repeats(), contexts 0 and 2.
enum class EqualContexts { have_equal_truth, have_other_truth };

LogPart part_with_repeats(EqualContexts kind) {
  LogPart part;
  part.features.resize(3, 2);
  part.features << 1, 2, 3, 4, 1, 2;
  for (const std::uint32_t context : {2u, 0u, 1u, 2u}) {
    part.rounds.context.push_back(ContextId(context));
    part.rounds.action.push_back(ActionId(context));
    part.rounds.reward.push_back(static_cast<float>(part.rounds.size()));
    part.rounds.pscore.push_back(0.5f);
    part.rounds.timestamp.push_back(100 - static_cast<std::int64_t>(part.rounds.size()));
  }
  part.actions = 3;
  const float other = kind == EqualContexts::have_other_truth ? 0.25f : 0.75f;
  part.truth = Truth{.offset = {0, 1, 1, 2},
                     .action = {ActionId(1), ActionId(1)},
                     .reward = {0.75f, other},
                     .otherwise = 0.1f};
  return part;
}

class ImportHdf5 : public testing::Test {
 protected:
  Imported import_part(const LogPart& part, const SplitRule& split = {}) {
    SelfComm self;
    SerialFileDriver driver;
    const auto path = directory_.path() / "log.h5";
    write_log({self, driver}, path, part);
    ImportOptions options;
    options.sources = {path.string()};
    options.split = split;
    return make_hdf5_format()->read(options);
  }
  TemporaryDirectory directory_;
};

TEST_F(ImportHdf5, makes_equal_contexts_one_with_all_that_belongs_to_them) {
  const Imported imported = import_part(part_with_repeats(EqualContexts::have_equal_truth));
  const LogPart& part = imported.part;
  ASSERT_EQ(part.features.rows(), 2);
  EXPECT_EQ(part.features(1, 0), 3);
  EXPECT_THAT(part.rounds.context, ElementsAre(ContextId(0), ContextId(1), ContextId(0), ContextId(0)));
  EXPECT_THAT(part.rounds.reward, ElementsAre(2, 3, 1, 4)) << "the writer had sorted by context";
  EXPECT_EQ(part.rounds.timestamp.size(), 4u);
  EXPECT_THAT(part.truth->offset, ElementsAre(0, 1, 1));
  EXPECT_THAT(part.truth->reward, ElementsAre(0.75f));
  EXPECT_EQ(part.truth->otherwise, 0.1f);
  EXPECT_THAT(imported.report.notes, ElementsAre(HasSubstr("1 contexts")));
}

TEST_F(ImportHdf5, refuses_equal_contexts_with_other_expected_rewards) {
  EXPECT_THAT(
      [&] { import_part(part_with_repeats(EqualContexts::have_other_truth)); },
      ThrowsMessage<DataError>(HasSubstr("contexts 0 and 2 have equal features but other expected rewards")));
}

TEST_F(ImportHdf5, divides_anew_when_asked) {
  const LogPart part =
      import_part(part_with_repeats(EqualContexts::have_equal_truth), parse_split("time:0.25", 0)).part;
  EXPECT_THAT(part.splits, ElementsAre("train", "test"));
  EXPECT_THAT(part.rounds.split, ElementsAre(0, 0, 1, 0));
}

TEST(SharePart, gives_every_rank_what_must_be_the_same) {
  on_threads(3, [](Communicator& comm) {
    LogPart part;
    if (comm.rank() == 0) part = part_with_repeats(EqualContexts::have_equal_truth);
    if (comm.rank() == 0) part.splits = {"train", "test"};
    share_part(comm, part);
    EXPECT_EQ(part.features.rows(), comm.rank() == 0 ? 3 : 0);
    EXPECT_EQ(part.features.cols(), 2);
    EXPECT_EQ(part.actions, 3u);
    EXPECT_THAT(part.splits, ElementsAre("train", "test"));
    ASSERT_TRUE(part.truth);
    EXPECT_EQ(part.truth->otherwise, 0.1f);
  });
}

}  // namespace
}  // namespace megabandit
