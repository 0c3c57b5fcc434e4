#pragma once
// One experiment on sentences: the world, the logging policy, the log, and the models that methods share (DSO
// specification 2.1-2.4).

#include <cstdint>
#include <optional>
#include <vector>

#include "sentences/benchmark/artefacts.hpp"
#include "sentences/benchmark/reward_model.hpp"
#include "sentences/benchmark/settings.hpp"
#include "world/sentences/sentence_world.hpp"

namespace megabandit {

/// Logged rounds; row i of everything is round i.
struct SentenceLog {
  RowMatrix<float> contexts;  ///< [n, 2 d]
  std::vector<std::uint32_t> actions;
  RowMatrix<float> shifts;   ///< what the context adds to every sentence, [n, d]
  RowMatrix<float> outputs;  ///< sentences, [n, d]
  Eigen::VectorXf rewards;

  Eigen::Index rounds() const { return contexts.rows(); }
};

/// @local  All of it is a function of the settings.
class Experiment {
 public:
  Experiment(const SentenceWorldSettings& world, const BenchmarkSettings& settings);

  const SentenceWorld& world() const { return world_; }
  const BenchmarkSettings& settings() const { return settings_; }
  const Artefacts& artefacts() const { return artefacts_; }
  const SentenceLog& log() const { return log_; }
  Eigen::Index actions() const { return world_.outputs().rows(); }
  Eigen::Index dimensions() const { return world_.outputs().cols(); }  ///< of a sentence

  /// pi0 of every action, [n, A]: at the logged rounds, or at any contexts.
  const RowMatrix<float>& logging() const { return logging_; }
  RowMatrix<float> logging_at(const RowMatrix<float>& contexts) const;

  // Models of the reward, learned from the log when they are first asked for.
  const Network& action_model() const;    ///< on [context, action embedding]
  const Network& sentence_model() const;  ///< on [context, sentence]
  /// Predictions at every action, [n, A]; the sentence model's at the action's mean sentence.
  RowMatrix<float> action_rewards_at(const RowMatrix<float>& contexts) const;
  RowMatrix<float> sentence_rewards_at(const RowMatrix<float>& contexts) const;
  /// The sentence model's at the logged sentences, [n].
  Eigen::VectorXf logged_sentence_rewards() const;

 private:
  FitSettings fit_settings() const;
  Network learn_logging_model() const;
  SentenceLog draw_log();  // and logging_

  BenchmarkSettings settings_;
  SentenceWorld world_;
  Artefacts artefacts_;
  Network logging_model_;
  RowMatrix<float> logging_;
  SentenceLog log_;
  mutable std::optional<Network> action_model_, sentence_model_;
};

}  // namespace megabandit
