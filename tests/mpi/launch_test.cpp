// What the launcher's environment says, before MPI is asked; no rank needs another one here.
#include "mpi/launch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/error.hpp"

namespace megabandit {
namespace {

using Set = std::map<std::string, std::string>;

Launch with(const Set& set) {
  return launch([&](const char* name) -> const char* {
    const auto found = set.find(name);
    return found == set.end() ? nullptr : found->second.c_str();
  });
}

const Set kBatchScript{{"SLURM_JOB_ID", "1"}, {"SLURM_NTASKS", "8"}, {"SLURM_PROCID", "0"}};

Set step(const Set& more) {
  Set set = kBatchScript;
  set.insert({{"SLURM_STEP_ID", "0"}, {"SLURM_STEP_NUM_TASKS", "8"}, {"SLURM_NODEID", "2"}});
  set["SLURM_PROCID"] = "7";
  set["SLURM_STEP_TASKS_PER_NODE"] = "3(x2),2";
  set.insert(more.begin(), more.end());
  return set;
}

TEST(Launch, alone_is_a_world_of_one) {
  for (const Set& set : {Set{}, kBatchScript}) {
    const Launch alone = with(set);
    EXPECT_EQ(alone.ranks, 1);
    EXPECT_NO_THROW(require_whole_world(alone, std::nullopt));
    EXPECT_NO_THROW(require_whole_world(alone, 1));
  }
}

TEST(Launch, mpirun_may_use_less_than_the_batch_job_has) {
  Set set = step(
      {{"OMPI_COMM_WORLD_SIZE", "2"}, {"OMPI_COMM_WORLD_RANK", "1"}, {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"}});
  const Launch two = with(set);
  EXPECT_EQ(two.launcher, "mpirun");
  EXPECT_EQ(two.rank, 1);
  EXPECT_EQ(two.ranks_here, 2);
  EXPECT_NO_THROW(require_whole_world(two, std::nullopt));
  EXPECT_NO_THROW(require_whole_world(two, 2));
  EXPECT_THROW(require_whole_world(two, 1), UsageError);
}

TEST(Launch, srun_with_pmix_gives_all_tasks_of_the_step) {
  const Launch all = with(step({{"PMIX_NAMESPACE", "slurm.pmix.1.0"}}));
  EXPECT_EQ(all.launcher, "srun");
  EXPECT_EQ(all.rank, 7);
  EXPECT_EQ(all.ranks, 8);
  EXPECT_EQ(all.ranks_here, 2);  // of 3, 3, 2
  EXPECT_NO_THROW(require_whole_world(all, std::nullopt));
  EXPECT_NO_THROW(require_whole_world(all, 8));
}

TEST(Launch, a_step_that_fell_into_singletons_is_refused) {
  const Launch connected = with(step({{"PMIX_NAMESPACE", "slurm.pmix.1.0"}}));
  const Launch cut_off = with(step({}));
  for (const auto& refuse : std::vector<std::function<void()>>{
           [&] { require_whole_world(connected, 1); }, [&] { require_whole_world(cut_off, std::nullopt); },
           [&] { require_whole_world(cut_off, 1); }})
    EXPECT_THAT(refuse, testing::Throws<UsageError>(testing::Property(
                            &Error::what, testing::AllOf(testing::HasSubstr("srun started 8 processes"),
                                                         testing::HasSubstr("srun --mpi=pmix")))));
}

TEST(Launch, a_step_of_one_task_needs_nobody) {
  Set set = step({});
  set["SLURM_STEP_NUM_TASKS"] = "1";
  EXPECT_NO_THROW(require_whole_world(with(set), std::nullopt));
  EXPECT_NO_THROW(require_whole_world(with(set), 1));
}

TEST(Launch, the_launcher_of_another_mpi_is_noticed) {
  const Launch other = with({{"PMI_SIZE", "4"}, {"PMI_RANK", "2"}});
  EXPECT_EQ(other.rank, 2);
  EXPECT_THROW(require_whole_world(other, 1), UsageError);
}

}  // namespace
}  // namespace megabandit
