// Laws of the worlds without MPI. The same laws hold for MpiComm: tests/mpi/transport_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "comm/agree.hpp"
#include "comm/collect.hpp"
#include "comm/dry_run_comm.hpp"
#include "comm/reduce.hpp"
#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "comm_laws.hpp"

namespace megabandit {
namespace {

class Worlds : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Ranks, Worlds, testing::Values(1, 2, 3, 7));

TEST_P(Worlds, keep_the_laws_of_every_verb) {
  on_threads(GetParam(), [](Communicator& comm) { expect_laws(comm); });
}

TEST(SelfWorld, keeps_the_laws_of_every_verb) {
  SelfComm comm;
  expect_laws(comm);
}

/// A tally whose 100 addends are dealt to the ranks like cards.
Tally dealt(Communicator& comm, Reduction reduction) {
  Tally tally({{{"gradient", 3}}, 1}, reduction, {30});
  for (int i = comm.rank(); i < 100; i += comm.size()) {
    std::vector<double> addend;
    for (std::uint32_t k = 0; k < 3; ++k)
      addend.push_back(
          normal({.seed = 7, .stream = Stream::probe, .index = static_cast<std::uint64_t>(i)}, k));
    tally.add(0, addend);
    tally.raise(0, addend[0]);
  }
  reduce(comm, tally);
  return tally;
}

TEST_P(Worlds, total_a_tally_to_the_same_bits_as_one_rank) {
  SelfComm self;
  const Tally alone = dealt(self, Reduction::reproducible);
  on_threads(GetParam(), [&](Communicator& comm) {
    const Tally total = dealt(comm, Reduction::reproducible);
    EXPECT_EQ(total.section(0), alone.section(0));
    EXPECT_EQ(total.maximum(0), alone.maximum(0));
    EXPECT_EQ(total.fits(), alone.fits());
    EXPECT_EQ(total.better_scales(), alone.better_scales());
  });
}

TEST_P(Worlds, total_a_fast_tally_up_to_rounding) {
  SelfComm self;
  const Tally alone = dealt(self, Reduction::fast);
  on_threads(GetParam(), [&](Communicator& comm) {
    const Tally total = dealt(comm, Reduction::fast);
    // 100 additions of numbers below 4: the error of either order is below 100 * 400 * 2^-53.
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(total.section(0)[i], alone.section(0)[i], 1e-11);
  });
}

TEST_P(Worlds, agree_on_the_error_of_the_lowest_failing_rank) {
  on_threads(GetParam(), [](Communicator& comm) {
    const int first_bad = comm.size() / 2;
    try {
      agree(comm, [&] {
        if (comm.rank() >= first_bad) throw DataError("row " + std::to_string(comm.rank()));
      });
      ADD_FAILURE() << "agreed that all is well";
    } catch (const AgreedError& error) {
      EXPECT_EQ(error.exit(), Exit::bad_data);
      EXPECT_EQ(error.what(), "row " + std::to_string(first_bad));
      EXPECT_EQ(error.failing_rank(), first_bad);
    }
    comm.barrier();  // nobody was left behind
  });
}

TEST_P(Worlds, agree_that_all_is_well) {
  on_threads(GetParam(), [](Communicator& comm) {
    bool ran = false;
    agree(comm, [&] { ran = true; });
    EXPECT_TRUE(ran);
  });
}

TEST_P(Worlds, agree_on_errors_of_any_type) {
  on_threads(GetParam(), [](Communicator& comm) {
    try {
      agree(comm, [] { throw std::out_of_range("far away"); });
      ADD_FAILURE();
    } catch (const AgreedError& error) {
      EXPECT_EQ(error.exit(), Exit::internal);
      EXPECT_STREQ(error.what(), "far away");
    }
    EXPECT_THROW(agree(comm, [] { throw 7; }), AgreedError);
    // An error that is agreed already passes, and costs no verb.
    EXPECT_THROW(agree(comm, [] { throw AgreedError(Exit::usage, "known", 0); }), AgreedError);
  });
}

TEST_P(Worlds, rethrow_the_error_of_a_rank_while_the_others_wait_for_it) {
  EXPECT_THAT(
      [] {
        on_threads(GetParam(), [](Communicator& comm) {
          if (comm.rank() == comm.size() - 1) throw DataError("only here");
          for (;;) comm.barrier();
        });
      },
      testing::Throws<DataError>(testing::Property(&Error::what, testing::StrEq("only here"))));
}

TEST(Worlds, tell_who_ended_early) {
  EXPECT_THAT(
      [] {
        on_threads(3, [](Communicator& comm) {
          if (comm.rank() != 1) comm.barrier();
        });
      },
      testing::Throws<RankLost>(
          testing::Property(&Error::what, testing::HasSubstr("rank 1 of 3 has ended"))));
}

TEST(Worlds, tell_who_left_a_part) {
  EXPECT_THAT(
      [] {
        on_threads(4, [](Communicator& comm) {
          const auto part = comm.split(comm.rank() / 2);
          if (comm.rank() == 3) throw DataError("only here");
          if (comm.rank() == 2) part->barrier();  // it suffers; ranks 0 and 1 do not
          if (comm.rank() < 2) part->barrier();
        });
      },
      testing::Throws<DataError>(testing::Property(&Error::what, testing::StrEq("only here"))));
}

TEST(Worlds, notice_different_verbs_roots_and_lengths) {
  const auto message = [](const std::function<void(Communicator&)>& body) -> std::string {
    try {
      on_threads(3, body);
    } catch (const InternalError& error) {
      return error.what();
    }
    return "nothing";
  };
  EXPECT_EQ(message([](Communicator& comm) {
              if (comm.rank() == 2)
                comm.barrier();
              else
                max_value(comm, 1.0);
            }),
            "rank 0 calls max (root 0) while rank 2 calls barrier (root 0)");
  EXPECT_EQ(message([](Communicator& comm) { broadcast_value(comm, 1, comm.rank() / 2); }),
            "rank 0 calls broadcast (root 0) while rank 2 calls broadcast (root 1)");
  EXPECT_EQ(message([](Communicator& comm) {
              std::vector<double> values(comm.rank() == 1 ? 2 : 3);
              comm.sum(values);
            }),
            "sum of 24 bytes on rank 0 and 16 bytes on rank 1");
}

TEST(DryRun, counts_the_traffic_of_each_verb) {
  DryRunComm comm(2, 512);
  std::vector<double> gradient(10, 1.5);
  comm.sum(gradient);
  comm.sum(gradient);
  comm.all_gather(std::as_bytes(std::span(gradient)));
  comm.barrier();
  EXPECT_EQ(comm.traffic(Verb::sum).calls, 2U);
  EXPECT_EQ(comm.traffic(Verb::sum).bytes, 160U);
  EXPECT_EQ(comm.traffic(Verb::all_gather).bytes, 80U);
  EXPECT_EQ(comm.traffic(Verb::barrier).calls, 1U);
  EXPECT_EQ(comm.traffic(Verb::exchange).calls, 0U);
}

TEST(DryRun, counts_the_traffic_of_parts_too) {
  DryRunComm comm(2, 512);
  const auto part = comm.split(1);
  EXPECT_EQ(part->size(), 512);
  part->barrier();
  EXPECT_EQ(comm.traffic(Verb::barrier).calls, 1U);
  EXPECT_EQ(comm.traffic(Verb::split).calls, 1U);
}

TEST(DryRun, splits_as_foreseen) {
  constexpr int kColumns = 3;
  DryRunComm comm(4, 12);  // row 1, column 1 of 4 x 3
  comm.foresee_split([](int rank) { return rank / kColumns; });
  comm.foresee_split([](int rank) { return rank % kColumns; });
  const auto row = comm.split(1), column = comm.split(1), all = comm.split(1);
  EXPECT_EQ(row->size(), 3);
  EXPECT_EQ(row->rank(), 1);
  EXPECT_EQ(column->size(), 4);
  EXPECT_EQ(column->rank(), 1);
  EXPECT_EQ(all->size(), 12);
}

TEST(DryRun, takes_the_others_to_give_what_this_rank_gives) {
  on_threads(5, [](Communicator& threads) {
    DryRunComm dry(threads.rank(), 5);
    EXPECT_EQ(sum_value(dry, std::int64_t{-3}), sum_value(threads, std::int64_t{-3}));
    EXPECT_EQ(sum_value(dry, 0.5), sum_value(threads, 0.5));
    EXPECT_EQ(all_gather_text(dry, "abc"), all_gather_text(threads, "abc"));
    EXPECT_EQ(exclusive_sum(dry, 4).total, exclusive_sum(threads, 4).total);
    EXPECT_EQ(broadcast_text(dry, "abc", 3), broadcast_text(threads, "abc", 3));
  });
}

TEST(DryRun, refuses_a_rank_that_cannot_be) {
  EXPECT_THROW(DryRunComm(0, 0), UsageError);
  EXPECT_THROW(DryRunComm(4, 4), UsageError);
}

}  // namespace
}  // namespace megabandit
