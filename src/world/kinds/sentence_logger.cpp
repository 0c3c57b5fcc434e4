#include "world/kinds/sentence_logger.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "world/random_matrix.hpp"

namespace megabandit {
namespace {

constexpr Eigen::Index kPiece = 1024;
constexpr double kUnit = 0x1p32;

std::int64_t units(double value) { return std::llround(value * kUnit); }

}  // namespace

void WholeSoftmax::set(const RowMatrix<float>& outputs, const Eigen::RowVectorXf& query) {
  masses_.noalias() = outputs * query.transpose();
  masses_ = (masses_.array() - masses_.maxCoeff()).exp();
  pieces_.clear();
  total_ = 0;
  for (Eigen::Index first = 0; first < masses_.size(); first += kPiece) {
    const auto piece = masses_.segment(first, std::min(kPiece, masses_.size() - first));
    pieces_.push_back(piece.cast<double>().sum());
    total_ += pieces_.back();
  }
}

double WholeSoftmax::probability(std::uint32_t action) const {
  return static_cast<double>(masses_[static_cast<Eigen::Index>(action)]) / total_;
}

std::uint32_t WholeSoftmax::action_at(double share) const {
  double left = share * total_;
  std::size_t piece = 0;
  while (piece + 1 < pieces_.size() && left >= pieces_[piece]) left -= pieces_[piece++];
  Eigen::Index a = static_cast<Eigen::Index>(piece) * kPiece, last = 0;
  masses_.maxCoeff(&last);
  for (const Eigen::Index end = std::min(a + kPiece, masses_.size()); a < end; ++a) {
    if (masses_[a] == 0) continue;
    last = a;
    left -= static_cast<double>(masses_[a]);
    if (left < 0) break;
  }
  return static_cast<std::uint32_t>(last);  // rounding may leave a little over
}

double WholeSoftmax::mean_of(const Eigen::Ref<const Eigen::RowVectorXf>& values) const {
  return masses_.cast<double>().dot(values.transpose().cast<double>()) / total_;
}

void SentenceLogger::log(const Range& own, RowMatrix<float> contexts) {
  shifts_ = world_.shifts(contexts);
  directions_ = world_.directions(contexts);
  log_.features = std::move(contexts);
  const auto rounds = static_cast<Eigen::Index>(own.size() * settings_.rounds_per_context);
  log_.rounds.output.resize(rounds, shifts_.cols());
  if (!world_.reward_law().is_linear()) log_.truth.emplace().offset.push_back(0);
  for (Eigen::Index row = 0; row < log_.features.rows(); ++row)
    log_context(own.first + static_cast<std::uint64_t>(row), row);
}

void SentenceLogger::log_context(std::uint64_t context, Eigen::Index row) {
  Eigen::RowVectorXd query = Eigen::RowVectorXd::Zero(guess_.cols());
  for (Eigen::Index k = 0; k < guess_.rows(); ++k)
    query += static_cast<double>(log_.features(row, k)) * guess_.row(k);
  policy_.set(world_.outputs(), query.cast<float>());
  const RowMatrix<float> rewards = world_.expected_rewards(log_.features.row(row));
  const auto split = static_cast<std::size_t>(context < settings_.train ? SplitId::train : SplitId::test);
  SentenceSums& sums = sums_[split];
  sums.contexts += 1;
  sums.logging += units(policy_.mean_of(rewards.row(0)));
  sums.uniform += units(rewards.cast<double>().mean());
  sums.optimal += units(static_cast<double>(rewards.maxCoeff()));
  for (std::uint32_t round = 0; round < settings_.rounds_per_context; ++round)
    log_round(context, row, round, split);
  if (!log_.truth) return;
  for (std::uint32_t a = 0; a < settings_.world.actions; ++a) log_.truth->action.emplace_back(a);
  log_.truth->reward.insert(log_.truth->reward.end(), rewards.data(), rewards.data() + rewards.size());
  log_.truth->offset.push_back(log_.truth->action.size());
}

void SentenceLogger::log_round(std::uint64_t context, Eigen::Index row, std::uint32_t round,
                               std::size_t split) {
  const auto drawn = [&](WorldDraw draw) {
    return DrawName{seed_, Stream::world, static_cast<std::uint32_t>(draw),
                    context * settings_.rounds_per_context + round};
  };
  const std::uint32_t action =
      policy_.action_at(uniform({.seed = seed_, .stream = Stream::logging_action, .index = context}, round));
  Rounds& rounds = log_.rounds;
  auto output = rounds.output.row(static_cast<Eigen::Index>(rounds.size()));
  output = shifts_.row(row) + world_.outputs().row(action);
  world_.add_noise(drawn(WorldDraw::sentence_noise),
                   {output.data(), static_cast<std::size_t>(output.cols())});
  const double score = directions_.row(row).cast<double>().dot(output.cast<double>());
  const double reward = world_.reward_law().draw(drawn(WorldDraw::sentence_reward), score);
  rounds.context.emplace_back(static_cast<std::uint32_t>(row));
  rounds.action.emplace_back(action);
  rounds.reward.push_back(static_cast<float>(reward));
  rounds.pscore.push_back(static_cast<float>(policy_.probability(action)));
  rounds.split.push_back(static_cast<std::uint8_t>(split));
  sums_[split].rounds += 1;
  sums_[split].reward += units(reward);
}

// <direction, shift + output_a> = <(direction, <direction, shift>), (output_a, 1)>
void SentenceLogger::tell_truth() {
  const RowMatrix<float>& outputs = world_.outputs();
  FactoredTruth& truth = log_.factored_truth.emplace();
  truth.context.resize(directions_.rows(), directions_.cols() + 1);
  truth.context << directions_, directions_.cwiseProduct(shifts_).rowwise().sum();
  truth.action.resize(outputs.rows(), outputs.cols() + 1);
  truth.action << outputs, Eigen::VectorXf::Ones(outputs.rows());
}

LogPart SentenceLogger::log_part() && {
  if (world_.reward_law().is_linear()) tell_truth();
  log_.actions = settings_.world.actions;
  log_.splits = {"train", "test"};
  log_.encoding = fmt::format(R"({{"kind":"numeric","features":{}}})", log_.features.cols());
  log_.catalogue.embedding = world_.embeddings();
  log_.catalogue.output = world_.outputs();
  log_.output_law = OutputLaw{.noise = settings_.world.output_noise, .shift = std::move(shifts_)};
  return std::move(log_);
}

}  // namespace megabandit
