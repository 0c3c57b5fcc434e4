#include "train/watch/normaliser_watch.hpp"

#include <cmath>

#include <fmt/format.h>

#include "policy/gradient/gradient.hpp"
#include "train/rounds/scored.hpp"

namespace megabandit {
namespace {

RowMatrix<double> gradient_of(const Panel& panel, const Objective& objective) {
  const PanelPart& part = panel.parts.front();
  std::vector<std::vector<double>> credit(objective.channels(),
                                          std::vector<double>(panel.action.size(), 0.0));
  std::vector<double> sums(objective.sums(), 0.0);
  objective.credit(scored(panel, part), {{credit.begin(), credit.end()}, sums});
  return query_gradient(panel, part, credit.front());
}

}  // namespace

ProbeSums probe_gradient(const Scoring& exact, const Panel& panel, const PanelPart& part,
                         const Objective& objective, std::uint64_t contexts) {
  if (part.contexts.size() == 0 || contexts == 0) return {};
  Panel some = first_contexts(panel, part, contexts);
  const RowMatrix<double> approximate = gradient_of(some, objective);
  score(exact, some, PassWants::log_prob_and_mean);
  const RowMatrix<double> right = gradient_of(some, objective);
  return {(approximate - right).squaredNorm(), right.squaredNorm()};
}

// Blocks are chosen by chance where the batch has more of them than contexts are wanted.
std::uint64_t NormaliserWatch::contexts_of(BlockId block, std::uint64_t blocks, const DrawName& name) const {
  if (!measures()) return 0;
  const DrawName own{name.seed, Stream::probe, name.epoch, block.value};
  if (uniform(own) * static_cast<double>(blocks) >= static_cast<double>(approximation_.probe)) return 0;
  return (approximation_.probe + blocks - 1) / blocks;
}

// Where no context was measured nothing is known, and nothing changes.
NormaliserWatch::Verdict NormaliserWatch::judge(const ProbeSums& total) {
  if (!measures()) return Verdict::keep;
  measured_ = true;
  error_ = total.length > 0 ? std::sqrt(total.distance / total.length) : undefined;
  if (!(error_ > approximation_.error)) return Verdict::keep;
  exact_ = true;
  ++fallbacks_;
  return Verdict::repeat;
}

void NormaliserWatch::begin_epoch() {
  measured_ = false;
  if (after_ == AfterFallback::try_again) exact_ = false;
}

void NormaliserWatch::describe(StepDone& done) const {
  if (approximation_.normaliser == nullptr) return;
  done.normaliser_error = error_;
  done.fallbacks = fallbacks_;
}

std::optional<Warning> NormaliserWatch::warning(std::uint64_t step) const {
  if (fallbacks_ != 1) return std::nullopt;
  return Warning{
      step, "exact normaliser",
      fmt::format(
          "the normaliser `{}` has an error of {:.2g} on the probed contexts, more than the {:.2g} of "
          "normaliser.error: {}; raise normaliser.draws, or normaliser.error, or choose another "
          "normaliser.kind",
          approximation_.normaliser->name(), error_, approximation_.error,
          after_ == AfterFallback::stay
              ? "from this step on the softmax is summed exactly"
              : "the softmax is summed exactly for the rest of such an epoch (counted as `fallbacks`)")};
}

void NormaliserWatch::save(SavedState& state) const {
  state.numbers["normaliser exact"] = exact_ ? 1 : 0;
  state.numbers["normaliser measured"] = measured_ ? 1 : 0;
  state.numbers["normaliser fallbacks"] = fallbacks_;
}

void NormaliserWatch::load(const SavedState& state) {
  exact_ = state.numbers.at("normaliser exact") > 0;
  measured_ = state.numbers.at("normaliser measured") > 0;
  fallbacks_ = state.numbers.at("normaliser fallbacks");
}

}  // namespace megabandit
