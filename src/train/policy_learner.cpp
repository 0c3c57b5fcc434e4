#include "train/policy_learner.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/threads.hpp"
#include "comm/agree.hpp"
#include "plan/batches.hpp"
#include "policy/gradient/curvature.hpp"
#include "train/rounds/round_statistics.hpp"
#include "train/rounds/scored.hpp"
#include "train/rounds/windows.hpp"
#include "train/sums/numbers.hpp"
#include "train/sums/shared_tally.hpp"
#include "train/watch/health.hpp"

namespace megabandit {
namespace {

// Sections of the tally: the statistics, the objective's sums, every channel's gradient of the tower, then of
// the rank's own rows of the table. One channel more is for products with the Hessian. A pass fills either
// that one or the others, which are empty meanwhile; each keeps its scales.
constexpr std::size_t kStatistics = 0;
constexpr std::size_t kSums = kStatistics + std::size_t{kStatisticCount};

std::size_t product_channel(const Objective& objective) { return objective.channels(); }
std::size_t tower_section(const Objective& objective, std::size_t channel) {
  return kSums + objective.sums() + channel;
}
std::size_t table_section(const Objective& objective, std::size_t channel) {
  return tower_section(objective, objective.channels() + 1) + channel;
}

}  // namespace

PolicyLearner::PolicyLearner(Shard& shard, Policy& policy, const Objective& objective, Optimizer& optimizer,
                             const SoftmaxKernel& kernel, const PolicyLearnerSettings& settings,
                             std::function<void(const StepDone&)> report)
    : shard_(shard),
      policy_(policy),
      objective_(objective),
      optimizer_(optimizer),
      kernel_(kernel),
      settings_(settings),
      report_(std::move(report)),
      epochs_(plan_epochs(shard, settings.batch_rounds, settings.seed)),
      watch_(settings.approximation, optimizer.full_batch() ? NormaliserWatch::AfterFallback::stay
                                                            : NormaliserWatch::AfterFallback::try_again),
      space_(policy.tower_parameters(), kSpanActions * policy.shape().tower.columns,
             policy.catalogue().group),
      parameters_(policy.parameters()),
      epoch_statistics_(Vector::Zero(kStatisticCount)) {}

EpochPlan plan_epochs(const Shard& shard, std::uint64_t batch_rounds, std::uint64_t seed) {
  const std::uint64_t blocks = shard.plan().blocks();
  return {blocks, blocks_per_batch(shard.shape(), blocks, batch_rounds), seed};
}

TallyLayout PolicyLearner::layout() const {
  TallyLayout layout{{}, kMaxima};
  append_numbers(layout, "statistic", kStatisticCount);
  append_numbers(layout, "objective", objective_.sums());
  const std::size_t tower = policy_.tower_parameters(), all = policy_.own_parameter_count();
  const std::size_t gradients = optimizer_.wanted_direction() == nullptr ? 1 : 0, products = 1 - gradients;
  const auto append = [&](const std::string& name, std::size_t cells, Kept kept) {
    layout.sections.insert(layout.sections.end(), objective_.channels(),
                           {name + " gradient", gradients * cells, kept});
    layout.sections.push_back({name + " product", products * cells, kept});
  };
  append("tower", tower, Kept::everywhere);
  append("table", all - tower, Kept::by_owners);
  return layout;
}

void PolicyLearner::observe(const Share& share, Tally& tally) {
  tilt_.reset();
  if (const Vector* direction = optimizer_.wanted_direction()) tilt_.emplace(policy_, *direction);
  const auto batch = epochs_.batch(epoch_, position_, shard_.plan().owned(share.rank, share.ranks));
  for_windows(shard_, batch, policy_.catalogue().group,
              [&](std::span<const BlockView> blocks) { observe_blocks(blocks, tally); });
}

void PolicyLearner::observe_blocks(std::span<const BlockView> blocks, Tally& tally) {
  const auto find_live = [this](auto reward, auto pscore, auto live) {
    objective_.find_live(reward, pscore, live);
  };
  // Only a tower's gradient needs the mean.
  const PassWants wants = policy_.tower_parameters() > 0 ? PassWants::log_prob_and_mean : PassWants::log_prob;
  const Panel panel = score_blocks(scoring(), blocks, find_live, wants);
  agree(policy_.catalogue().group, [&] { observe_parts(panel, tally); });
}

void PolicyLearner::observe_parts(const Panel& panel, Tally& tally) {
  if (dealt_here(panel.parts.front().block))
    add_numbers(tally, kStatistics + kUnsupported, std::array{static_cast<double>(panel.seen.unsupported)});
  SharedTally shared(tally);
  const bool trained = policy_.shape().table == TableKind::trained;
  std::vector<Credits> credits(panel.parts.size());
  parallel_for(settings_.threads, panel.parts.size(), [&](std::size_t i, std::size_t) {
    const PanelPart& part = panel.parts[i];
    if (part.rounds.size() > 0 && (trained || dealt_here(part.block)))
      credits[i] = observe_part(panel, part, shared);
  });
  if (trained)
    for (std::size_t channel = 0; channel < objective_.channels(); ++channel)
      observe_table(panel, credits, channel, shared);
}

// Ranks that look at the same blocks add what is not their own once.
bool PolicyLearner::dealt_here(BlockId block) const {
  const Communicator* group = policy_.catalogue().group;
  if (group == nullptr) return true;
  return block.value % static_cast<std::uint64_t>(group->size()) == static_cast<std::uint64_t>(group->rank());
}

PolicyLearner::Credits PolicyLearner::observe_part(const Panel& panel, const PanelPart& part,
                                                   SharedTally& tally) const {
  const ScoredRounds rounds = scored(panel, part);
  Credits credit(objective_.channels(), std::vector<double>(rounds.size(), 0.0));
  std::vector<double> sums(objective_.sums(), 0.0);
  objective_.credit(rounds, {{credit.begin(), credit.end()}, sums});
  if (!dealt_here(part.block)) return credit;
  add_numbers(tally, kSums, sums);
  const RoundStatistics statistics(rounds, credit[0], objective_.weight_limit());
  add_numbers(tally, kStatistics, statistics.sums);
  tally.raise(kWeightMax, statistics.weight_max);
  observe_probe(panel, part, tally);
  for (std::size_t channel = 0; channel < credit.size(); ++channel)
    observe_tower(panel, part, channel, credit[channel], tally);
  return credit;
}

void PolicyLearner::observe_probe(const Panel& panel, const PanelPart& part, SharedTally& tally) const {
  const std::uint64_t contexts = watch_.contexts_of(part.block, epochs_.batch_blocks(position_),
                                                    {.seed = settings_.seed, .epoch = draw_epoch()});
  const ProbeSums sums = probe_gradient({.policy = policy_, .kernel = kernel_, .seen = settings_.seen}, panel,
                                        part, objective_, contexts);
  add_numbers(tally, kStatistics + kProbeDistance, std::array{sums.distance, sums.length});
}

// Gradients and products have sections of their own.
std::size_t PolicyLearner::section_of(std::size_t channel) const {
  return tilt_ ? product_channel(objective_) : channel;
}

void PolicyLearner::observe_tower(const Panel& panel, const PanelPart& part, std::size_t channel,
                                  std::span<const double> credit, SharedTally& tally) const {
  if (policy_.tower_parameters() == 0) return;
  std::vector<double> tower(policy_.tower_parameters(), 0.0);
  if (tilt_)
    add_tower_fall(policy_, panel, part, credit, tower);
  else
    add_tower_gradient(policy_, panel, part, credit, tower);
  tally.add(tower_section(objective_, section_of(channel)), std::span<const double>(tower));
}

void PolicyLearner::observe_table(const Panel& panel, std::span<const Credits> credits, std::size_t channel,
                                  SharedTally& tally) const {
  std::vector<Credit> credit;
  for (const Credits& part : credits) credit.push_back(part.empty() ? Credit() : Credit(part[channel]));
  const std::size_t section = table_section(objective_, section_of(channel));
  const Slice& own = policy_.catalogue().slice;
  const auto add = [&](ActionId first, auto rows) {
    tally.add(section, rows, (first.value - own.first) * policy_.shape().tower.columns);
  };
  if (tilt_)
    give_table_fall(scoring(), panel, credit, {add, add});
  else
    give_table_gradient(scoring(), panel, credit, {add, add});
}

// An optimiser that compares values must see one function: its draws stay the same.
std::uint32_t PolicyLearner::draw_epoch() const {
  return optimizer_.full_batch() ? 0 : static_cast<std::uint32_t>(epoch_);
}

Scoring PolicyLearner::scoring() const {
  return {policy_,      kernel_,        settings_.threads,        watch_.normaliser(),
          draw_epoch(), settings_.seen, tilt_ ? &*tilt_ : nullptr};
}

double PolicyLearner::batch_rounds() const {
  const double entries = settings_.seen == nullptr ? 1 : static_cast<double>(settings_.seen->entries());
  return entries * static_cast<double>(shard_.shape().rounds) *
         static_cast<double>(epochs_.batch_blocks(position_)) / static_cast<double>(epochs_.blocks());
}

double PolicyLearner::l2() const { return settings_.l2 / objective_.l2_scale(); }

void PolicyLearner::add_channel(const Tally& total, std::size_t channel, double weight, Vector& to) const {
  const std::span<double> all(to.data(), static_cast<std::size_t>(to.size()));
  const std::size_t tower = policy_.tower_parameters();
  total.add_section_to(all.first(tower), tower_section(objective_, channel), weight);
  total.add_section_to(all.subspan(tower), table_section(objective_, channel), weight);
}

Advice PolicyLearner::take_gradient(const Tally& total, const Combination& combination, double value) {
  gradient_.setZero(parameters_.size());
  for (std::size_t i = 0; i < combination.channel.size(); ++i)
    add_channel(total, i, combination.channel[i], gradient_);
  gradient_ -= l2() * parameters_;
  gradient_norm_ = space_.norm(gradient_);
  return optimizer_.step({value, gradient_, space_}, parameters_);
}

Advice PolicyLearner::take_fall(const Tally& total, const Combination& combination) {
  Vector fall = Vector::Zero(parameters_.size());
  add_channel(total, product_channel(objective_), combination.channel[0], fall);
  fall += l2() * *optimizer_.wanted_direction();
  return optimizer_.take_fall({fall, space_}, parameters_);
}

Decision PolicyLearner::decide(const Tally& total) {
  const auto probe = numbers_of(total, kStatistics + kProbeDistance, 2);
  if (watch_.judge({probe[0], probe[1]}) == NormaliserWatch::Verdict::repeat) {
    fallback_ = watch_.warning(step_ + 1);
    return {.again = true};
  }
  const Combination combination =
      objective_.combine(numbers_of(total, kSums, objective_.sums()), batch_rounds());
  const double value = combination.value - l2() / 2 * space_.squared_norm(parameters_);
  const auto statistics = numbers_of(total, kStatistics, kStatisticCount);
  const Vector statistic = Eigen::Map<const Vector>(statistics.data(), kStatisticCount);
  StepDone done = describe(statistic, total.maximum(kWeightMax));
  done.objective = value;
  judge(statistic, total.maximum(kWeightMax));
  const bool product = optimizer_.wanted_direction() != nullptr;
  const Advice advice = product ? take_fall(total, combination) : take_gradient(total, combination, value);
  done.gradient_norm = gradient_norm_;  // where a product was made, that of the evaluation before
  done.gap = advice.gap.value_or(undefined);
  watch_.describe(done);
  check_parameters();
  policy_.set_parameters(parameters_);
  advance();
  if (report_) report_(done);
  if (!advice.finished.empty()) return {.finished = advice.finished};
  if (settings_.epochs > 0 && epoch_ >= settings_.epochs) return {.finished = "all epochs done"};
  return {};
}

// As floats, which is what a trained table is.
void PolicyLearner::check_parameters() const {
  if (!(space_.max_abs(parameters_) <= static_cast<double>(std::numeric_limits<float>::max())))
    throw ConfigError(fmt::format(
        "step {} made parameters of infinite size: lower optimizer.learning_rate, set objective.l2 "
        "above 0, or look for rewards, propensities or features of extreme size (megabandit "
        "inspect)",
        step_ + 1));
}

StepDone PolicyLearner::describe(const Vector& statistic, double weight_max) const {
  StepDone done;
  done.step = step_ + 1;
  done.pass =
      static_cast<double>(epoch_) + static_cast<double>(position_ + 1) / static_cast<double>(epochs_.steps());
  describe_rounds(statistic, weight_max, done);
  if (!std::isfinite(objective_.weight_limit())) done.clipped = undefined;
  if (settings_.seen == nullptr) done.unsupported = undefined;
  done.live_share = statistic[kLive] / batch_rounds();
  return done;
}

// At the end of every epoch: of what users saw, and after the first, of an objective whose credits shrink
// with the policy's probabilities.
void PolicyLearner::judge(const Vector& statistic, double weight_max) {
  warning_ = std::exchange(fallback_, std::nullopt);
  epoch_statistics_ += statistic;
  if (position_ + 1 < epochs_.steps()) return;
  if (!warning_) {
    const StepDone epoch = describe(epoch_statistics_, weight_max);
    warning_ = judge_support(epoch);
    if (!warning_ && epoch_ > 0 && !objective_.concave())
      warning_ = judge_epoch(epoch, epoch_statistics_[kLive]);
    if (warning_ && !warned_.insert(warning_->name).second) warning_.reset();
  }
  epoch_statistics_.setZero();
}

void PolicyLearner::advance() {
  ++step_;
  if (++position_ < epochs_.steps()) return;
  position_ = 0;
  ++epoch_;
  watch_.begin_epoch();
}

SavedState PolicyLearner::save() const {
  SavedState state = optimizer_.save();
  state.arrays["parameters"] = parameters_;
  for (Eigen::Index i = 0; i < epoch_statistics_.size(); ++i)
    state.numbers[fmt::format("epoch statistic {}", i)] = epoch_statistics_[i];
  state.numbers["epoch"] = static_cast<double>(epoch_);
  state.numbers["position"] = static_cast<double>(position_);
  state.numbers["gradient norm"] = gradient_norm_;
  state.numbers["learner step"] = static_cast<double>(step_);
  watch_.save(state);
  return state;
}

void PolicyLearner::load(const SavedState& state) {
  optimizer_.load(state);
  watch_.load(state);
  parameters_ = state.arrays.at("parameters");
  for (Eigen::Index i = 0; i < epoch_statistics_.size(); ++i)
    epoch_statistics_[i] = state.numbers.at(fmt::format("epoch statistic {}", i));
  policy_.set_parameters(parameters_);
  epoch_ = static_cast<std::uint64_t>(state.numbers.at("epoch"));
  position_ = static_cast<std::uint64_t>(state.numbers.at("position"));
  step_ = static_cast<std::uint64_t>(state.numbers.at("learner step"));
  gradient_norm_ = state.numbers.at("gradient norm");
}

}  // namespace megabandit
