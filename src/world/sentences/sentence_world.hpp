#pragma once
// The synthetic problem of the DSO paper (specification 2): a query and a prompt make a "sentence", a vector,
// and the user's reward depends on the sentence alone. Outputs are additive: s = shift(context) +
// output(action) + noise, and a sentence has the score <direction(x), s>, whose expectation is bilinear.

#include <cstdint>
#include <span>
#include <string>

#include "base/matrix.hpp"
#include "base/random.hpp"
#include "config/schema.hpp"
#include "world/sentences/matrices.hpp"
#include "world/sentences/reward_law.hpp"

namespace megabandit {

struct SentenceWorldSettings {
  std::uint64_t actions = 1000;
  std::uint64_t dimensions = 5;           ///< d: of user, query and action embedding, each
  std::uint64_t output_dimensions = 0;    ///< e: of a sentence; 0: d
  std::string mapping = "trigonometric";  ///< action part of the sentence: specification 2.2
  double output_gain = 2;                 ///< of the sentence's mean; 2: as released (specification 2.1)
  double output_noise = 1;                ///< sd of the sentence around its mean
  std::uint64_t confounders = 0;          ///< last coordinates of a sentence that are nothing but noise
  double confounder_scale = 1;            ///< sd of that noise, before the gain
  std::uint64_t reward_outputs = 0;       ///< only the first ones of a sentence's coordinates count; 0: all
  std::uint64_t clusters = 0;             ///< of action embeddings; 0: none
  double cluster_spread = 0.1;            ///< sd of embeddings around the centre of their cluster
  std::string reward = "normal";          ///< given the sentence: reward_law.hpp
  double reward_noise = 1;                ///< sd of a normal reward around its expectation
  std::string randomness = "released";    ///< or "independent": matrices.hpp
};

void declare(SchemaTable& table, SentenceWorldSettings& world);

/// @replicated  All of it is a function of settings and seed. Every row is computed alone: it has the same
/// bits whatever rows stand beside it, but for expected_rewards.
class SentenceWorld {
 public:
  /// @throws ConfigError for settings that contradict each other
  SentenceWorld(const SentenceWorldSettings& settings, std::uint64_t seed);

  const SentenceWorldSettings& settings() const { return settings_; }
  const SentenceMatrices& matrices() const { return matrices_; }
  const RowMatrix<float>& embeddings() const { return matrices_.embeddings; }  ///< e_a, [A, d]
  const RowMatrix<float>& outputs() const { return outputs_; }  ///< gain * action part of f, [A, e]
  const RewardLaw& reward_law() const { return reward_law_; }

  /// Contexts [u; q], [n, 2 d], numbered from `first` among those that `purpose` names.
  RowMatrix<float> contexts(std::uint64_t purpose, std::uint64_t first, std::uint64_t n) const;
  RowMatrix<float> shifts(const RowMatrix<float>& contexts) const;      ///< gain * q Q, [n, e]
  RowMatrix<float> directions(const RowMatrix<float>& contexts) const;  ///< (u Mc + q Mq) / (10 d c'), [n, e]
  /// E[r | x, a], [n, A]. With normal and Bernoulli rewards <direction, shift + output_a>.
  RowMatrix<float> expected_rewards(const RowMatrix<float>& contexts) const;

  /// sd of each coordinate of a sentence around its mean, [e].
  const Vector& output_deviations() const { return output_deviations_; }
  /// Turns the mean of a sentence into the sentence of that draw.
  void add_noise(const DrawName& name, std::span<float> output) const;

 private:
  SentenceWorldSettings settings_;
  SentenceMatrices matrices_;
  RewardLaw reward_law_;
  RowMatrix<float> outputs_;
  Vector output_deviations_;
  std::uint64_t seed_;
};

}  // namespace megabandit
