#include "compare/sampling/baselines/baselines.hpp"

namespace megabandit::sampling::baselines {

std::vector<SamplingRuleKind> kinds() {
  return {uniform(),
          round_robin(),
          eps_greedy(),
          rucb(),
          double_thompson(),
          rmed1(),
          top_two_ts(),
          top_two_t3c(),
          successive_elimination(),
          beat_the_mean(),
          copeland_confidence_bound(),
          sequential_halving(),
          knockout(),
          arena()};
}

}  // namespace megabandit::sampling::baselines
