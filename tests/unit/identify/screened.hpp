#pragma once
// Runs of a screening on threads as ranks.

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "comm/collect.hpp"
#include "comm/thread_comm.hpp"
#include "identify/screening/screening_learner.hpp"
#include "judge/simulated.hpp"
#include "run/loop.hpp"
#include "temporary_directory.hpp"

namespace megabandit {

/// All that a run of a screening left behind.
struct Screened {
  std::string finished;
  Standing standing;
  std::uint64_t waves = 0, comparisons = 0, ties = 0;
  std::vector<EvidenceUnits> evidence;  ///< against all candidates, finals included
};

using MakeJudge = std::function<std::unique_ptr<Judge>()>;

inline MakeJudge judge_of(std::vector<double> scores, std::uint64_t seed, double ties = 0) {
  return [=] { return make_scores_judge({scores, ties}, seed); };
}

inline Screened left_by(Communicator& comm, const ScreeningLearner& learner, const std::string& finished) {
  std::vector<EvidenceUnits> own;
  const Range range = learner.screen().own();
  for (std::uint64_t i = range.first; i < range.last; ++i)
    own.push_back(learner.evidence(CandidateId{static_cast<std::uint32_t>(i)}));
  return {finished,        learner.standing(),
          learner.waves(), learner.comparisons(),
          learner.ties(),  all_gather_values<EvidenceUnits>(comm, own)};
}

/// A part of a run: on so many ranks, until it is finished or was asked to stop after so many waves.
struct Session {
  int ranks = 1;
  CompareSettings settings;
  std::uint64_t waves = UINT64_MAX;
};

/// Sessions one after the other, each from the checkpoint of the one before.
inline Screened screened(const std::vector<Session>& sessions, const MakeJudge& judge,
                         std::uint64_t seed = 1) {
  const TemporaryDirectory directory;
  const SerialFileDriver files;
  Screened screened;
  for (const Session& session : sessions)
    on_threads(session.ranks, [&](Communicator& comm) {
      const std::unique_ptr<Judge> own_judge = judge();
      ScreeningLearner learner({comm, *own_judge, session.settings, seed}, [](const ScreeningLearner&) {});
      const CheckpointStore store(directory.path(), 1, learner.part());
      LoopState state;
      if (const auto read = store.read_newest({comm, files}, {})) {
        state = read->loop;
        learner.load(read->learner);
      }
      LoopHooks hooks;
      hooks.stop_requested = [&, waves = std::uint64_t{0}]() mutable { return ++waves >= session.waves; };
      if (sessions.size() > 1)
        hooks.checkpoint = [&](const LoopState& loop, const std::string& finished) {
          store.write({comm, files}, {loop, learner.save(), finished, {}});
        };
      std::string finished = learner.begin();
      if (finished.empty())
        finished = run_loop({comm}, learner, Reduction::reproducible, state, hooks).finished;
      const Screened here = left_by(comm, learner, finished);
      if (comm.rank() == 0) screened = here;
    });
  return screened;
}

inline Screened screened(int ranks, const MakeJudge& judge, const CompareSettings& settings,
                         std::uint64_t seed = 1) {
  return screened({{ranks, settings}}, judge, seed);
}

inline CandidateId best_of(const std::vector<double>& scores) {
  return CandidateId{static_cast<std::uint32_t>(std::ranges::max_element(scores) - scores.begin())};
}

}  // namespace megabandit
