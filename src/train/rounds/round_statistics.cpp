#include "train/rounds/round_statistics.hpp"

#include <algorithm>
#include <cmath>

namespace megabandit {
namespace {

double ratio(double numerator, double denominator) {
  return denominator > 0 ? numerator / denominator : undefined;
}

}  // namespace

RoundStatistics::RoundStatistics(const ScoredRounds& rounds, std::span<const double> credit,
                                 double weight_limit)
    : sums(kStatisticCount, 0.0) {
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    const double weight = std::exp(rounds.log_prob[i]) / rounds.pscore[i];
    sums[kLogProb] += rounds.log_prob[i];
    sums[kWeight] += weight;
    sums[kWeightSquared] += weight * weight;
    sums[kCredit] += std::abs(credit[i]);
    sums[kUndampedCredit] += std::abs(rounds.reward[i]) / rounds.pscore[i];
    sums[kClipped] += weight > weight_limit ? 1 : 0;
    weight_max = std::max(weight_max, weight);
  }
  sums[kLive] = static_cast<double>(rounds.size());
}

void describe_rounds(const Vector& sums, double weight_max, StepDone& done) {
  done.mean_log_prob = ratio(sums[kLogProb], sums[kLive]);
  done.ess = ratio(sums[kWeight] * sums[kWeight], sums[kWeightSquared]);
  done.weight_mean = ratio(sums[kWeight], sums[kLive]);
  done.weight_max = sums[kLive] > 0 ? weight_max : undefined;
  done.clipped = ratio(sums[kClipped], sums[kLive]);
  done.unsupported = ratio(sums[kUnsupported], sums[kUnsupported] + sums[kLive]);
  done.damping = ratio(sums[kCredit], sums[kUndampedCredit]);
}

}  // namespace megabandit
