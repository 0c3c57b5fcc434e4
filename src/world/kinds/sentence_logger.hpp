#pragma once
// Contexts of a world of sentences are met one by one: the logging policy acts, a sentence is seen, a reward
// is drawn.

#include <array>
#include <cstdint>
#include <vector>

#include "log/rounds.hpp"
#include "world/kinds/sentences.hpp"

namespace megabandit {

/// Sums of one split over contexts (over rounds: reward), values in 2^-32.
struct SentenceSums {
  std::int64_t contexts = 0, rounds = 0, reward = 0, logging = 0, uniform = 0, optimal = 0;
};

/// pi(a) = softmax_a(score), exact for all actions; the memory is used again and again.
class WholeSoftmax {
 public:
  /// scores: <query, output_a> [A]
  void set(const RowMatrix<float>& outputs, const Eigen::RowVectorXf& query);
  double probability(std::uint32_t action) const;
  /// The action at `share` in (0, 1) of all mass; never one without any.
  std::uint32_t action_at(double share) const;
  double mean_of(const Eigen::Ref<const Eigen::RowVectorXf>& values) const;

 private:
  Eigen::VectorXf masses_;      // not normalised, the largest is 1
  std::vector<double> pieces_;  // sums of runs of kPiece masses
  double total_ = 0;
};

/// @local  A draw is a function of (seed, context, round).
class SentenceLogger {
 public:
  SentenceLogger(const SentenceWorld& world, const SentencesSettings& settings,
                 const RowMatrix<double>& guess, std::uint64_t seed)
      : world_(world), settings_(settings), guess_(guess), seed_(seed) {}

  /// Logs contexts [own.first, own.last), whose features are the rows of `contexts`.
  void log(const Range& own, RowMatrix<float> contexts);
  const SentenceSums& sums(std::size_t split) const { return sums_[split]; }
  /// All of the log but its queries and the description of its policy.
  LogPart log_part() &&;

 private:
  void log_context(std::uint64_t context, Eigen::Index row);
  void log_round(std::uint64_t context, Eigen::Index row, std::uint32_t round, std::size_t split);
  void tell_truth();

  const SentenceWorld& world_;
  const SentencesSettings& settings_;
  const RowMatrix<double>& guess_;
  std::uint64_t seed_;
  LogPart log_;
  RowMatrix<float> shifts_, directions_;  // of the own contexts
  WholeSoftmax policy_;                   // of the context that is being logged
  std::array<SentenceSums, 2> sums_{};
};

}  // namespace megabandit
