// MpiComm keeps the laws that the worlds without MPI keep, and gives what they give.
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "comm/agree.hpp"
#include "comm/reduce.hpp"
#include "comm/thread_comm.hpp"
#include "comm_laws.hpp"
#include "world.hpp"

namespace megabandit {
namespace {

TEST(Transport, keeps_the_laws_of_every_verb) { expect_laws(world().comm()); }

class Chunks : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Transport, Chunks, testing::Values(1, 3, 8, 1000));

TEST_P(Chunks, of_any_size_keep_the_laws) {
  MpiComm comm(MPI_COMM_WORLD, world().watchdog(), GetParam());
  expect_laws(comm);
}

/// All that a rank gets from some verbs that are fed with random numbers.
std::vector<Bytes> heard(Communicator& comm) {
  const auto draw = [&](std::uint64_t index, std::uint32_t k) {
    return below({.seed = 3, .stream = Stream::probe, .index = index}, 40, k);
  };
  std::vector<Bytes> out;
  for (std::uint64_t index = 0; index < 30; ++index) {
    const auto rank = static_cast<std::uint32_t>(comm.rank());
    std::vector<std::int64_t> whole(draw(index, 0));
    for (std::size_t i = 0; i < whole.size(); ++i)
      whole[i] = static_cast<std::int64_t>(draw(index + i, rank));
    comm.sum(whole);
    const auto bytes = std::as_bytes(std::span(whole));
    out.emplace_back(bytes.begin(), bytes.end());
    const Bytes mine = bytes_of(comm.rank(), 0, draw(index, rank));
    for (auto& part : comm.all_gather(mine)) out.push_back(std::move(part));
    for (auto& part : comm.gather(mine, static_cast<int>(index) % comm.size()))
      out.push_back(std::move(part));
    std::vector<Bytes> outgoing;
    for (std::uint32_t to = 0; to < static_cast<std::uint32_t>(comm.size()); ++to)
      outgoing.push_back(bytes_of(comm.rank(), static_cast<int>(to), draw(index, 7 * rank + to)));
    for (auto& part : comm.exchange(std::move(outgoing))) out.push_back(std::move(part));
  }
  return out;
}

TEST(Transport, gives_what_threads_give) {
  const int rank = world().comm().rank();
  std::vector<Bytes> expected;
  on_threads(world().comm().size(), [&](Communicator& threads) {
    auto mine = heard(threads);
    if (threads.rank() == rank) expected = std::move(mine);
  });
  EXPECT_EQ(heard(world().comm()), expected);
  MpiComm small(MPI_COMM_WORLD, world().watchdog(), 3);
  EXPECT_EQ(heard(small), expected);
}

TEST(Transport, totals_a_tally_to_the_bits_of_threads) {
  const auto total = [](Communicator& comm) {
    Tally tally({{{"gradient", 2}}, 0}, Reduction::reproducible, {30});
    for (int i = comm.rank(); i < 100; i += comm.size()) {
      const DrawName name{.seed = 7, .stream = Stream::probe, .index = static_cast<std::uint64_t>(i)};
      tally.add(0, std::vector<double>{normal(name, 0), normal(name, 1)});
    }
    reduce(comm, tally);
    return tally.section(0);
  };
  std::vector<double> expected;
  on_threads(1, [&](Communicator& alone) { expected = total(alone); });
  EXPECT_EQ(total(world().comm()), expected);
}

TEST(Transport, agrees_on_the_error_of_the_lowest_failing_rank) {
  Communicator& comm = world().comm();
  const int first_bad = comm.size() / 2;
  try {
    agree(comm, [&] {
      if (comm.rank() >= first_bad) throw DataError("row " + std::to_string(comm.rank()));
    });
    ADD_FAILURE() << "agreed that all is well";
  } catch (const AgreedError& error) {
    EXPECT_EQ(error.what(), "row " + std::to_string(first_bad));
    EXPECT_EQ(error.exit(), Exit::bad_data);
  }
  comm.barrier();
}

TEST(Transport, refuses_an_exchange_with_parts_missing) {
  EXPECT_THROW(
      world().comm().exchange(std::vector<Bytes>(static_cast<std::size_t>(world().comm().size()) + 1)),
      InternalError);
}

TEST(Environment, knows_where_every_rank_runs) {
  EXPECT_EQ(world().run([](const Job& job) {
    EXPECT_EQ(job.places.size(), static_cast<std::size_t>(job.comm.size()));
    for (const RankPlace& place : job.places) {
      EXPECT_FALSE(place.host.empty());
      EXPECT_FALSE(place.cpus.empty());
    }
    EXPECT_EQ(job.files.parallel(), job.comm.size() > 1);
    return job.comm.rank() == job.comm.size() - 1 ? Exit::stopped : Exit::done;
  }),
            static_cast<int>(Exit::stopped));  // the largest exit code, on every rank
}

}  // namespace
}  // namespace megabandit
