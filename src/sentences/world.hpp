#pragma once
// The synthetic problem of the DSO paper (specification 2): a query and a prompt make a "sentence", a vector,
// and the user's reward depends on the sentence alone. Outputs are additive: s = shift(context) +
// output(action) + noise, and expected rewards are bilinear: E[r | x, s] = <direction(x), s>.

#include <cstdint>
#include <string>

#include "base/matrix.hpp"
#include "config/schema.hpp"

namespace megabandit {

struct SentenceWorldSettings {
  std::uint64_t actions = 1000;
  std::uint64_t dimensions = 5;           ///< of user, query, action embedding and sentence, each
  std::string mapping = "trigonometric";  ///< action part of the sentence: specification 2.2
  double output_gain = 2;                 ///< 2: as released (specification 2.1)
  double output_noise = 1;                ///< sd of the sentence around its mean
  double reward_noise = 1;                ///< sd of the reward around its expectation
  std::string randomness = "released";    ///< "released": matrices share one seed (parity); "independent"
  // The owner completes: confounders, sparse reward, clustered actions, binary reward.
};

void declare(Schema& schema, SentenceWorldSettings& world);

/// @replicated  All of it is a function of settings and seed.
class SentenceWorld {
 public:
  SentenceWorld(const SentenceWorldSettings& settings, std::uint64_t seed);

  const SentenceWorldSettings& settings() const { return settings_; }
  const RowMatrix<float>& embeddings() const { return embeddings_; }  ///< e_a, [A, d]
  const RowMatrix<float>& outputs() const { return outputs_; }        ///< gain * action part of f, [A, d]

  /// Contexts [u; q], [n, 2 d], numbered from `first` among those that `purpose` names.
  RowMatrix<float> contexts(std::uint64_t purpose, std::uint64_t first, std::uint64_t n) const;
  RowMatrix<float> shifts(const RowMatrix<float>& contexts) const;  ///< gain * q Q, [n, d]
  RowMatrix<float> directions(
      const RowMatrix<float>& contexts) const;  ///< (u Mc + q Mq) / (2 d * d * 5), [n, d]
  /// E[r | x, a] = <direction, shift + output_a>, [n, A].
  RowMatrix<float> expected_rewards(const RowMatrix<float>& contexts) const;

 private:
  SentenceWorldSettings settings_;
  RowMatrix<float> embeddings_, outputs_;
  RowMatrix<double> context_factor_, output_query_, reward_user_, reward_query_;
};

}  // namespace megabandit
