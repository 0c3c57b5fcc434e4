// Who is told what happens: what goes wrong in telling is no reason to leave the other ranks waiting.

#include "run/narrator.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "comm/self_comm.hpp"
#include "observe/events.hpp"

namespace megabandit {
namespace {

TEST(Narrator, keeps_what_the_making_of_an_event_threw_until_ranks_can_agree_on_it) {
  SelfComm comm;
  const SerialFileDriver files;
  const Job job{comm, files};
  Narrator narrator(job, RunDirectory(testing::TempDir()), Audience::people);
  narrator.rethrow();
  narrator.mention([]() -> WaveDone { throw DataError("there is no estimate"); });
  EXPECT_THROW(narrator.rethrow(), DataError);
  EXPECT_THROW(narrator.announce(Warning{}), AgreedError);
}

}  // namespace
}  // namespace megabandit
