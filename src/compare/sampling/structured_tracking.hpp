#pragma once
// Rules that follow proportions made from a Bradley-Terry model (LLM-PO specification 4.6, A.5).

#include "compare/sampling/sampling_rule.hpp"

namespace megabandit {

/// Each wave adds its share of the proportions of all waves so far; comparisons go where they lag behind
/// their sum most (C-tracking). A share of each wave that falls like sqrt(K / t) goes to a circle through all
/// candidates.
class StructuredTracking : public SamplingRule {
 public:
  /// @throws ConfigError above kDenseCandidates candidates
  explicit StructuredTracking(std::uint64_t candidates);

  void begin_wave(const Contest& contest, std::uint64_t size) final;
  Choosing next(const Draft& draft) final;

  void save(SavedState& state) const override;
  void load(const SavedState& state) override;

 protected:
  /// Proportions for what is known now, one for each of `pairs`; they sum to 1. Asked once a wave.
  virtual Eigen::ArrayXd proportions(const Contest& contest) = 0;
  const std::vector<Pair>& pairs() const { return pairs_; }  ///< all, increasing

 private:
  std::size_t index(Pair pair) const;

  std::uint64_t candidates_;
  std::vector<Pair> pairs_;
  Eigen::ArrayXd wanted_;   ///< comparisons after this wave
  Eigen::ArrayXd missing_;  ///< of them, after what was chosen
  std::size_t taken_ = 0;   ///< of the draft's choices
};

}  // namespace megabandit
