#include "sentences/benchmark/experiment.hpp"

#include "network/vector/network_kernel.hpp"
#include "sentences/benchmark/draws.hpp"

namespace megabandit {
namespace {

/// What the draws of a log are named by.
struct LogPurposes {
  Purpose action, output, reward;
};
constexpr LogPurposes kUniformLog{Purpose::logging_action, Purpose::logging_output, Purpose::logging_reward};
constexpr LogPurposes kLog{Purpose::action, Purpose::output, Purpose::reward};

RowMatrix<float> contexts_for(const SentenceWorld& world, Purpose purpose, std::uint64_t count) {
  return world.contexts(static_cast<std::uint32_t>(purpose), 0, count);
}

/// Sentences and rewards of the actions that were taken.
void answer(const SentenceWorld& world, std::uint64_t seed, const LogPurposes& purposes, SentenceLog& log) {
  log.shifts = world.shifts(log.contexts);
  const RowMatrix<float> directions = world.directions(log.contexts);
  log.outputs = log.shifts;
  log.rewards.resize(log.rounds());
  for (Eigen::Index i = 0; i < log.rounds(); ++i) {
    const auto round = static_cast<std::uint64_t>(i);
    log.outputs.row(i) += world.outputs().row(log.actions[round]);
    world.add_noise(draw_name(seed, purposes.output, round),
                    {log.outputs.row(i).data(), static_cast<std::size_t>(log.outputs.cols())});
    const auto score = static_cast<double>(directions.row(i).dot(log.outputs.row(i)));
    log.rewards[i] =
        static_cast<float>(world.reward_law().draw(draw_name(seed, purposes.reward, round), score));
  }
}

SentenceLog uniform_log(const SentenceWorld& world, const BenchmarkSettings& settings) {
  SentenceLog log;
  log.contexts = contexts_for(world, Purpose::logging_context, settings.logging_rounds);
  const auto actions = static_cast<std::uint64_t>(world.outputs().rows());
  for (std::uint64_t i = 0; i < settings.logging_rounds; ++i)
    log.actions.push_back(
        static_cast<std::uint32_t>(below(draw_name(settings.seed, Purpose::logging_action, i), actions)));
  answer(world, settings.seed, kUniformLog, log);
  return log;
}

RowMatrix<float> embeddings_of(const SentenceWorld& world, const SentenceLog& log) {
  RowMatrix<float> embeddings(log.rounds(), world.embeddings().cols());
  for (Eigen::Index i = 0; i < log.rounds(); ++i)
    embeddings.row(i) = world.embeddings().row(log.actions[static_cast<std::size_t>(i)]);
  return embeddings;
}

}  // namespace

Experiment::Experiment(const SentenceWorldSettings& world, const BenchmarkSettings& settings)
    : settings_(settings),
      world_(world, settings.seed),
      artefacts_(settings.artefacts),
      logging_model_(learn_logging_model()),
      log_(draw_log()) {}

FitSettings Experiment::fit_settings() const {
  return {settings_.seed, settings_.model_steps, settings_.model_rate};
}

Network Experiment::learn_logging_model() const {
  const SentenceLog log = uniform_log(world_, settings_);
  return fit_rewards("logging", side_by_side(log.contexts, embeddings_of(world_, log)), log.rewards,
                     fit_settings(), artefacts_);
}

SentenceLog Experiment::draw_log() {
  SentenceLog log;
  log.contexts = contexts_for(world_, Purpose::context, settings_.rounds);
  logging_ = logging_at(log.contexts);
  for (std::uint64_t i = 0; i < settings_.rounds; ++i)
    log.actions.push_back(action_at(
        {logging_.row(static_cast<Eigen::Index>(i)).data(), static_cast<std::size_t>(logging_.cols())},
        uniform(draw_name(settings_.seed, Purpose::action, i))));
  answer(world_, settings_.seed, kLog, log);
  return log;
}

RowMatrix<float> Experiment::logging_at(const RowMatrix<float>& contexts) const {
  RowMatrix<float> p = predict_pairs(logging_model_, contexts, {}, world_.embeddings());
  p *= static_cast<float>(settings_.logging_sharpness);
  Eigen::VectorXf sums(p.rows());
  network_kernel().exponentials(p.rows(), p.cols(), p.data(), sums.data());
  p.array().colwise() /= sums.array();
  return p;
}

const Network& Experiment::action_model() const {
  if (!action_model_)
    action_model_ = fit_rewards("action", side_by_side(log_.contexts, embeddings_of(world_, log_)),
                                log_.rewards, fit_settings(), artefacts_);
  return *action_model_;
}

const Network& Experiment::sentence_model() const {
  if (!sentence_model_)
    sentence_model_ = fit_rewards("sentence", side_by_side(log_.contexts, log_.outputs), log_.rewards,
                                  fit_settings(), artefacts_);
  return *sentence_model_;
}

RowMatrix<float> Experiment::action_rewards_at(const RowMatrix<float>& contexts) const {
  return predict_pairs(action_model(), contexts, {}, world_.embeddings());
}

RowMatrix<float> Experiment::sentence_rewards_at(const RowMatrix<float>& contexts) const {
  return predict_pairs(sentence_model(), contexts, world_.shifts(contexts), world_.outputs());
}

Eigen::VectorXf Experiment::logged_sentence_rewards() const {
  const RowMatrix<float> inputs = side_by_side(log_.contexts, log_.outputs);
  Activations activations;
  sentence_model().forward({inputs.data(), inputs.rows(), inputs.cols()}, activations);
  return activations.outputs().col(0);
}

}  // namespace megabandit
