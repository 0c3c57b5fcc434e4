#include "world/sentences/sentence_world.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/narrow.hpp"
#include "world/sentences/mapping.hpp"

namespace megabandit {
namespace {

using Row = Eigen::RowVectorXd;

std::uint64_t outputs_of(const SentenceWorldSettings& world) {
  return world.output_dimensions == 0 ? world.dimensions : world.output_dimensions;
}

std::uint64_t rewarded_of(const SentenceWorldSettings& world) {
  return world.reward_outputs == 0 ? outputs_of(world) : world.reward_outputs;
}

/// Columns of the sentence that say something: the others are noise alone.
Eigen::Index clear_columns(const SentenceWorldSettings& world) {
  return static_cast<Eigen::Index>(outputs_of(world) - world.confounders);
}

const SentenceWorldSettings& checked(const SentenceWorldSettings& world) {
  const auto refuse = [&](const char* key, std::uint64_t value, const char* limit, std::uint64_t most) {
    if (value > most)
      throw ConfigError(fmt::format("{} = {} is more than the {} {} there are", key, value, most, limit));
  };
  refuse("confounders", world.confounders, "coordinates of a sentence", outputs_of(world));
  refuse("reward_outputs", world.reward_outputs, "coordinates of a sentence", outputs_of(world));
  refuse("clusters", world.clusters, "actions", world.actions);
  return world;
}

/// row * matrix, summed in the order of the matrix's rows.
template <class Entries>
void add_product(const Entries& row, const RowMatrix<double>& matrix, Row& sum) {
  for (Eigen::Index k = 0; k < matrix.rows(); ++k) sum += static_cast<double>(row[k]) * matrix.row(k);
}

RowMatrix<float> action_outputs(const SentenceWorldSettings& world, const SentenceMatrices& matrices) {
  RowMatrix<float> outputs(matrices.embeddings.rows(), matrices.output_action.cols());
  for (Eigen::Index a = 0; a < outputs.rows(); ++a) {
    Row x = Row::Zero(outputs.cols());
    add_product(matrices.embeddings.row(a), matrices.output_action, x);
    for (Eigen::Index k = 0; k < outputs.cols(); ++k)
      outputs(a, k) =
          static_cast<float>(world.output_gain * mapped_value(world.mapping, x[k], matrices.output_offset));
  }
  outputs.rightCols(outputs.cols() - clear_columns(world)).setZero();
  return outputs;
}

}  // namespace

void declare(SchemaTable& table, SentenceWorldSettings& world) {
  table.setting("actions", world.actions, "prompts").between(2, 4294967295.0);
  table.setting("dimensions", world.dimensions, "of user, query and action embedding, each").between(1, 4096);
  table.setting("output_dimensions", world.output_dimensions, "of a sentence; 0: as many as `dimensions`")
      .between(0, 4096);
  table.choice("mapping", world.mapping, mapping_names(), "what an action adds to a sentence");
  table
      .setting("output_gain", world.output_gain,
               "factor of a sentence's mean; 2: as in the paper's released code, 1: as it is documented")
      .above(0);
  table.setting("output_noise", world.output_noise, "standard deviation of a sentence around its mean")
      .at_least(0);
  table
      .setting("confounders", world.confounders,
               "so many of a sentence's last coordinates have nothing to do with query and action")
      .at_least(0);
  table
      .setting("confounder_scale", world.confounder_scale,
               "standard deviation of those coordinates, before the gain")
      .at_least(0);
  table
      .setting("reward_outputs", world.reward_outputs,
               "so many of a sentence's first coordinates count for the reward; 0: all")
      .at_least(0);
  table.setting("clusters", world.clusters, "of action embeddings; 0: none").at_least(0);
  table
      .setting("cluster_spread", world.cluster_spread,
               "standard deviation of action embeddings around the centre of their cluster")
      .at_least(0);
  table.choice("reward", world.reward, RewardLaw::names(),
               "normal: around the sentence's score; bernoulli: 1 with the score as probability, an error "
               "outside [0, 1]; sigmoid: 1 with the probability 1 / (1 + exp(-score))");
  table.setting("reward_noise", world.reward_noise, "standard deviation of a normal reward").at_least(0);
  table.choice("randomness", world.randomness, {"released", "independent"},
               "released: the paper's own worlds, whose matrices share one seed; independent: all entries "
               "are");
}

SentenceWorld::SentenceWorld(const SentenceWorldSettings& settings, std::uint64_t seed)
    : settings_(checked(settings)),
      matrices_(draw_matrices(settings, seed)),
      reward_law_(settings.reward, settings.reward_noise),
      outputs_(action_outputs(settings, matrices_)),
      seed_(seed) {
  const double confounded =
      std::hypot(settings.output_noise, settings.output_gain * settings.confounder_scale);
  output_deviations_ = Vector::Constant(outputs_.cols(), settings.output_noise);
  output_deviations_.tail(outputs_.cols() - clear_columns(settings)).setConstant(confounded);
}

RowMatrix<float> SentenceWorld::contexts(std::uint64_t purpose, std::uint64_t first, std::uint64_t n) const {
  const RowMatrix<double>& factor = matrices_.context_factor;
  RowMatrix<float> contexts(static_cast<Eigen::Index>(n), factor.cols());
  for (Eigen::Index i = 0; i < contexts.rows(); ++i) {
    const DrawName name{seed_, Stream::sentence_context, narrow<std::uint32_t>(purpose),
                        first + static_cast<std::uint64_t>(i)};
    Row context = Row::Zero(factor.cols());
    for (Eigen::Index k = 0; k < factor.rows(); ++k)
      context += normal(name, static_cast<std::uint32_t>(k)) * factor.row(k);
    contexts.row(i) = context.cast<float>();
  }
  return contexts;
}

RowMatrix<float> SentenceWorld::shifts(const RowMatrix<float>& contexts) const {
  const Eigen::Index d = matrices_.output_query.rows();
  RowMatrix<float> shifts(contexts.rows(), outputs_.cols());
  for (Eigen::Index i = 0; i < contexts.rows(); ++i) {
    Row sum = Row::Zero(outputs_.cols());
    add_product(contexts.row(i).tail(d), matrices_.output_query, sum);
    shifts.row(i) = (settings_.output_gain * sum).cast<float>();
  }
  shifts.rightCols(shifts.cols() - clear_columns(settings_)).setZero();
  return shifts;
}

RowMatrix<float> SentenceWorld::directions(const RowMatrix<float>& contexts) const {
  constexpr double amplitude = 5;  // of the bounded mappings
  const Eigen::Index d = matrices_.reward_user.rows();
  const auto rewarded = static_cast<Eigen::Index>(rewarded_of(settings_));
  const double divisor = static_cast<double>(2 * d) * static_cast<double>(rewarded) * amplitude;
  RowMatrix<float> directions(contexts.rows(), outputs_.cols());
  for (Eigen::Index i = 0; i < contexts.rows(); ++i) {
    Row sum = Row::Zero(outputs_.cols());
    add_product(contexts.row(i).head(d), matrices_.reward_user, sum);
    add_product(contexts.row(i).tail(d), matrices_.reward_query, sum);
    directions.row(i) = (sum / divisor).cast<float>();
  }
  directions.rightCols(directions.cols() - rewarded).setZero();
  return directions;
}

RowMatrix<float> SentenceWorld::expected_rewards(const RowMatrix<float>& contexts) const {
  const RowMatrix<float> direction = directions(contexts);
  const Eigen::VectorXf base = (direction.array() * shifts(contexts).array()).rowwise().sum();
  RowMatrix<float> rewards = direction * outputs_.transpose();
  rewards.colwise() += base;
  if (reward_law_.is_linear()) return rewards;
  const Vector variances = output_deviations_.array().square();
  for (Eigen::Index i = 0; i < rewards.rows(); ++i) {
    const double deviation =
        std::sqrt(direction.row(i).cast<double>().array().square().matrix().dot(variances));
    for (float& reward : rewards.row(i))
      reward = static_cast<float>(reward_law_.expected(static_cast<double>(reward), deviation));
  }
  return rewards;
}

void SentenceWorld::add_noise(const DrawName& name, std::span<float> output) const {
  for (std::size_t k = 0; k < output.size(); ++k)
    if (const double sd = output_deviations_[static_cast<Eigen::Index>(k)]; sd > 0)
      output[k] += static_cast<float>(sd * normal(name, static_cast<std::uint32_t>(k)));
}

}  // namespace megabandit
