#include "judge/table.hpp"

#include "judge/kinds/kinds.hpp"

namespace megabandit {

const std::vector<JudgeKind>& judge_kinds() {
  static const std::vector<JudgeKind> kinds{
      judges::matrix(),  // simulated
      judges::scores(),  judges::linear(),
      judges::log(),  // from files
      judges::world(),   judges::reward_model(),
      judges::process(),  // outside the program
      judges::http(),
  };
  return kinds;
}

std::unique_ptr<Judge> make_judge(const Job& job, const JudgeSettings& judge,
                                  const CandidateSettings& candidates, std::uint64_t seed) {
  return chosen("judge", judge_kinds(), judge.kind).make({job, judge, candidates, seed});
}

}  // namespace megabandit
