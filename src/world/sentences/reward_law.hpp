#pragma once
// What a sentence is worth, given its score <direction(x), s> (DSO specification 2.1, 4.P24).

#include <string>
#include <vector>

#include "base/random.hpp"

namespace megabandit {

/// "normal": score + N(0, noise^2). "bernoulli": 1 with the probability score, which must be in [0, 1].
/// "sigmoid": 1 with the probability 1 / (1 + exp(-score)).
class RewardLaw {
 public:
  static std::vector<std::string> names();

  /// @throws ConfigError for an unknown name
  RewardLaw(const std::string& name, double noise);

  /// Whether E[r | score] is the score itself.
  bool is_linear() const { return kind_ != Kind::sigmoid; }
  /// E[r | score].
  double expected(double score) const;
  /// E[r] of a score that is N(mean, deviation^2): quadrature, to 1e-8 for deviations up to 1.
  double expected(double mean, double deviation) const;
  /// @throws DataError for a Bernoulli reward whose score is no probability
  double draw(const DrawName& name, double score) const;

 private:
  enum class Kind { normal, bernoulli, sigmoid };
  Kind kind_;
  double noise_;
};

}  // namespace megabandit
