#pragma once
// Runs of comparisons of very many candidates, on threads as ranks.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "comm/collect.hpp"
#include "comm/thread_comm.hpp"
#include "compare/settings.hpp"
#include "judge/judge.hpp"
#include "run/checkpoint.hpp"
#include "run/loop.hpp"
#include "temporary_directory.hpp"

namespace megabandit {

using MakeJudge = std::function<std::unique_ptr<Judge>()>;

inline CandidateId best_of(const std::vector<double>& scores) {
  return CandidateId{static_cast<std::uint32_t>(std::ranges::max_element(scores) - scores.begin())};
}

/// A part of a run: on so many ranks, until it is finished or was asked to stop after so many waves.
struct Session {
  int ranks = 1;
  CompareSettings settings;
  std::uint64_t waves = UINT64_MAX;
};

/// All that a run left behind; evidence as a Log of its e-values.
template <class Log>
struct Left {
  std::string finished;
  Standing standing;
  std::uint64_t waves = 0, comparisons = 0, ties = 0, open = 0;
  std::vector<Log> evidence;  ///< against all candidates
};

template <class Log>
void expect_same(const Left<Log>& a, const Left<Log>& b) {
  EXPECT_EQ(a.finished, b.finished);
  EXPECT_EQ(a.standing.leader, b.standing.leader);
  EXPECT_EQ(a.waves, b.waves);
  EXPECT_EQ(a.comparisons, b.comparisons);
  EXPECT_EQ(a.ties, b.ties);
  EXPECT_EQ(a.open, b.open);
  EXPECT_EQ(a.evidence, b.evidence);
}

/// @collective  `own`: evidence against this rank's candidates.
template <class ManyLearner, class Log>
Left<Log> left_by(Communicator& comm, const ManyLearner& learner, const std::string& finished,
                  const std::vector<Log>& own) {
  return {finished,
          learner.standing(),
          learner.waves(),
          learner.comparisons(),
          learner.ties(),
          learner.open(),
          all_gather_values<Log>(comm, own)};
}

/// Until it is finished or stopped, from the store's checkpoint on if it has one; why it finished.
/// @collective
template <class ManyLearner>
std::string run_session(const Job& job, ManyLearner& learner, const CheckpointStore& store,
                        std::uint64_t waves) {
  LoopState state;
  if (const auto read = store.read_newest(job, {})) {
    state = read->loop;
    learner.load(read->learner);
  }
  LoopHooks hooks;
  hooks.stop_requested = [waves, done = std::uint64_t{0}]() mutable { return ++done >= waves; };
  hooks.checkpoint = [&](const LoopState& loop, const std::string& finished) {
    store.write(job, {loop, learner.save(), finished, {}});
  };
  const std::string nothing_to_do = learner.begin().reason;
  if (!nothing_to_do.empty()) return nothing_to_do;
  return run_loop({job.comm}, learner, Reduction::reproducible, state, hooks).finished;
}

/// Sessions one after the other, each from the checkpoint of the one before; evidence_of(learner, candidate)
/// is that against one of the rank's own, who are own_of(learner).
template <class ManyLearner, class OwnOf, class EvidenceOf>
auto run_sessions(const std::vector<Session>& sessions, const MakeJudge& make_judge, std::uint64_t seed,
                  const OwnOf& own_of, const EvidenceOf& evidence_of) {
  using Log = std::invoke_result_t<EvidenceOf, const ManyLearner&, CandidateId>;
  const TemporaryDirectory directory;
  const SerialFileDriver files;
  Left<Log> left;
  for (const Session& session : sessions)
    on_threads(session.ranks, [&](Communicator& comm) {
      const std::unique_ptr<Judge> judge = make_judge();
      ManyLearner learner({comm, *judge, session.settings, seed}, [](const ManyLearner&) {});
      const CheckpointStore store(directory.path(), 1, learner.part());
      const std::string finished = run_session({comm, files}, learner, store, session.waves);
      const Range own = own_of(learner);
      std::vector<Log> evidence;
      for (std::uint64_t i = own.first; i < own.last; ++i)
        evidence.push_back(evidence_of(learner, CandidateId{static_cast<std::uint32_t>(i)}));
      const Left<Log> here = left_by(comm, learner, finished, evidence);
      if (comm.rank() == 0) left = here;
    });
  return left;
}

}  // namespace megabandit
