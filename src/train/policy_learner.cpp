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
#include "policy/gradient/field_gradient.hpp"
#include "run/shared_tally.hpp"
#include "run/windows.hpp"
#include "train/rounds/round_statistics.hpp"
#include "train/rounds/scored.hpp"
#include "train/sums/numbers.hpp"
#include "train/watch/health.hpp"

namespace megabandit {
PolicyLearner::PolicyLearner(Shard& shard, Policy& policy, const Objective& objective, Optimizer& optimizer,
                             const SoftmaxKernel& kernel, const PolicyLearnerSettings& settings,
                             std::function<void(const StepDone&)> report)
    : shard_(shard),
      policy_(policy),
      objective_(objective),
      optimizer_(optimizer),
      kernel_(kernel),
      settings_(settings),
      sections_(policy, objective),
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
  const bool gradients = optimizer_.wanted_direction() == nullptr;
  TallyLayout layout =
      sections_.layout(gradients ? LearnerSections::Pass::gradients : LearnerSections::Pass::products);
  layout.maxima = kMaxima;
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
  agree(policy_.catalogue().group, [&] { observe_parts(blocks, panel, tally); });
}

void PolicyLearner::observe_parts(std::span<const BlockView> blocks, const Panel& panel, Tally& tally) {
  if (dealt_here(panel.parts.front().block))
    add_numbers(tally, sections_.statistics() + kUnsupported,
                std::array{static_cast<double>(panel.seen.unsupported)});
  SharedTally shared(tally);
  const bool trained = policy_.shape().table == TableKind::trained;
  std::vector<Credits> credits(panel.parts.size());
  parallel_for(settings_.threads, panel.parts.size(), [&](std::size_t i, std::size_t) {
    const PanelPart& part = panel.parts[i];
    if (part.contexts.size() > 0 && (trained || dealt_here(part.block)))
      credits[i] = observe_part(blocks[i], panel, part, shared);
  });
  if (!trained) return;
  if (objective_.weighs_rounds())
    for (std::size_t channel = 0; channel < objective_.channels(); ++channel)
      observe_table(panel, credits, channel, shared);
  if (settings_.model) observe_table_field(panel, shared);
}

// Ranks that look at the same blocks add what is not their own once.
bool PolicyLearner::dealt_here(BlockId block) const {
  const Communicator* group = policy_.catalogue().group;
  if (group == nullptr) return true;
  return block.value % static_cast<std::uint64_t>(group->size()) == static_cast<std::uint64_t>(group->rank());
}

PolicyLearner::Credits PolicyLearner::observe_part(const BlockView& block, const Panel& panel,
                                                   const PanelPart& part, SharedTally& tally) const {
  const ScoredPart scored_part(panel, part, block, settings_.model);
  const ScoredRounds& rounds = scored_part.rounds();
  Credits credit(objective_.channels(), std::vector<double>(rounds.size(), 0.0));
  std::vector<double> sums(objective_.sums(), 0.0);
  objective_.credit(rounds, {{credit.begin(), credit.end()}, sums});
  if (!dealt_here(part.block)) return credit;
  add_numbers(tally, sections_.sums(), sums);
  const RoundStatistics statistics(rounds, credit[0], objective_.weight_limit());
  add_numbers(tally, sections_.statistics(), statistics.sums);
  tally.raise(kWeightMax, statistics.weight_max);
  observe_probe(panel, part, tally);
  if (settings_.model) observe_expected(panel, part, tally);
  if (objective_.weighs_rounds())
    for (std::size_t channel = 0; channel < credit.size(); ++channel)
      observe_tower(panel, part, channel, credit[channel], tally);
  return credit;
}

// What the model expects of the policy, in every round that is live: also where nothing supports what was
// seen.
void PolicyLearner::observe_expected(const Panel& panel, const PanelPart& part, SharedTally& tally) const {
  double sum = 0;
  for (std::uint64_t c = part.contexts.first; c < part.contexts.last; ++c)
    sum += part.entries[static_cast<Eigen::Index>(c - part.contexts.first)] *
           (panel.level[c] + panel.mean_field[c]);
  add_numbers(tally, sections_.sums(), std::array{sum});
  if (policy_.tower_parameters() == 0) return;
  std::vector<double> tower(policy_.tower_parameters(), 0.0);
  add_tower_field(policy_, panel, part, part.entries, tower);
  tally.add(sections_.tower(0), std::span<const double>(tower));
}

void PolicyLearner::observe_table_field(const Panel& panel, SharedTally& tally) const {
  std::vector<Vector> entries;
  for (const PanelPart& part : panel.parts) entries.push_back(part.entries);
  give_table_field(scoring(), panel, entries, table_adder(0, tally));
}

void PolicyLearner::observe_probe(const Panel& panel, const PanelPart& part, SharedTally& tally) const {
  const std::uint64_t contexts = watch_.contexts_of(part.block, epochs_.batch_blocks(position_),
                                                    {.seed = settings_.seed, .epoch = draw_epoch()});
  const ProbeSums sums = probe_gradient({.policy = policy_, .kernel = kernel_, .seen = settings_.seen}, panel,
                                        part, objective_, contexts);
  add_numbers(tally, sections_.statistics() + kProbeDistance, std::array{sums.distance, sums.length});
}

// Gradients and products have sections of their own.
std::size_t PolicyLearner::section_of(std::size_t channel) const {
  return tilt_ ? sections_.product_channel() : channel;
}

void PolicyLearner::observe_tower(const Panel& panel, const PanelPart& part, std::size_t channel,
                                  std::span<const double> credit, SharedTally& tally) const {
  if (policy_.tower_parameters() == 0) return;
  std::vector<double> tower(policy_.tower_parameters(), 0.0);
  if (tilt_)
    add_tower_field(policy_, panel, part, context_credit(panel, part, credit), tower);
  else
    add_tower_gradient(policy_, panel, part, credit, tower);
  tally.add(sections_.tower(section_of(channel)), std::span<const double>(tower));
}

void PolicyLearner::observe_table(const Panel& panel, std::span<const Credits> credits, std::size_t channel,
                                  SharedTally& tally) const {
  std::vector<Credit> credit;
  std::vector<Vector> of_contexts;
  for (std::size_t i = 0; i < credits.size(); ++i) {
    credit.push_back(credits[i].empty() ? Credit() : Credit(credits[i][channel]));
    of_contexts.push_back(credit.back().empty() ? Vector()
                                                : context_credit(panel, panel.parts[i], credit.back()));
  }
  const TakeTableGradient take = table_adder(section_of(channel), tally);
  if (tilt_)
    give_table_field(scoring(), panel, of_contexts, take);
  else
    give_table_gradient(scoring(), panel, credit, take);
}

TakeTableGradient PolicyLearner::table_adder(std::size_t channel, SharedTally& tally) const {
  const auto add = [this, channel, &tally](ActionId first, auto rows) {
    tally.add(sections_.table(channel), rows,
              (first.value - policy_.catalogue().slice.first) * policy_.shape().tower.columns);
  };
  return {add, add};
}

// An optimiser that compares values must see one function: its draws stay the same.
std::uint32_t PolicyLearner::draw_epoch() const {
  return optimizer_.full_batch() ? 0 : static_cast<std::uint32_t>(epoch_);
}

Scoring PolicyLearner::scoring() const {
  const ActionField* field = settings_.model;
  if (tilt_) field = &*tilt_;
  return {policy_, kernel_, settings_.threads, watch_.normaliser(), draw_epoch(), settings_.seen, field};
}

double PolicyLearner::batch_rounds() const {
  const double entries = settings_.seen == nullptr ? 1 : static_cast<double>(settings_.seen->entries());
  return entries * static_cast<double>(shard_.shape().rounds) *
         static_cast<double>(epochs_.batch_blocks(position_)) / static_cast<double>(epochs_.blocks());
}

double PolicyLearner::l2() const { return settings_.l2 / objective_.l2_scale(); }

Advice PolicyLearner::take_gradient(const Tally& total, const Combination& combination, double value) {
  gradient_.setZero(parameters_.size());
  for (std::size_t i = 0; i < combination.channel.size(); ++i)
    sections_.add_channel(total, i, combination.channel[i], gradient_);
  gradient_ -= l2() * parameters_;
  gradient_norm_ = space_.norm(gradient_);
  return optimizer_.step({value, gradient_, space_}, parameters_);
}

Advice PolicyLearner::take_fall(const Tally& total, const Combination& combination) {
  Vector fall = Vector::Zero(parameters_.size());
  sections_.add_channel(total, sections_.product_channel(), combination.channel[0], fall);
  fall += l2() * *optimizer_.wanted_direction();
  return optimizer_.take_fall({fall, space_}, parameters_);
}

Decision PolicyLearner::decide(const Tally& total) {
  const auto probe = numbers_of(total, sections_.statistics() + kProbeDistance, 2);
  if (watch_.judge({probe[0], probe[1]}) == NormaliserWatch::Verdict::repeat) {
    fallback_ = watch_.warning(step_ + 1);
    return {.again = true};
  }
  const Combination combination =
      objective_.combine(numbers_of(total, sections_.sums(), objective_.sums()), batch_rounds());
  const double value = combination.value - l2() / 2 * space_.squared_norm(parameters_);
  const auto statistics = numbers_of(total, sections_.statistics(), kStatisticCount);
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
  if (objective_.needs_model()) done.damping = undefined;  // what a model expects is not damped
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
    if (!warning_ && epoch_ > 0 && !objective_.concave() && objective_.weighs_rounds())
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
