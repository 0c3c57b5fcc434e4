#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "optimizer/kinds/kinds.hpp"
#include "optimizer/line_search.hpp"

namespace megabandit::optimizers {
namespace {

using Verdict = LineSearch::Verdict;

constexpr double kRounding = 1e-9;  // a relative ascent below this is none
constexpr int kPatience = 10;       // steps without progress before giving up

// A step taken and how much the gradient fell by it.
struct Pair {
  Vector step, fall;
};

// Limited-memory BFGS (Nocedal & Wright, algorithm 7.4), maximising. Each evaluation is one pass over the
// log, so the line search is cut into single evaluations and a run can stop and go on between any two of
// them.
class Lbfgs final : public Optimizer {
 public:
  explicit Lbfgs(const OptimizerSettings& settings) : settings_(settings) {}

  std::string name() const override { return "lbfgs"; }
  bool full_batch() const override { return true; }
  Advice step(const Evaluation& at, Vector& parameters) override;
  SavedState save() const override;
  void load(const SavedState& state) override;

 private:
  Verdict judge(const Evaluation& at);
  void accept(const Evaluation& at, const Vector& parameters);
  void remember(const Evaluation& at, const Vector& parameters);
  std::string converged(const Evaluation& at, std::optional<double> gap) const;
  void turn(const Space& space);
  void recover(const Space& space, Advice& advice);
  double argument(const char* name) const { return settings_.parameters.at(name); }

  OptimizerSettings settings_;
  std::vector<Pair> history_;           // oldest first
  Vector base_, gradient_, direction_;  // the last accepted point, and where the search goes from there
  double value_ = 0;                    // at base_
  LineSearch search_;
  std::uint64_t evaluations_ = 0;
  bool take_next_ =
      true;  // the next point is accepted unseen: the first one, or the best of a search that got stuck
  double reach_ = 1;  // length of the last step
  int without_progress_ = 0;
  double highest_ = 0, flattest_ = 0;  // best value and smallest gradient norm so far
};

Advice Lbfgs::step(const Evaluation& at, Vector& parameters) {
  ++evaluations_;
  const auto gap = certified_gap(at.space.squared_norm(at.gradient), settings_.strong_concavity);
  const Verdict verdict = judge(at);
  Advice advice{.accepted = verdict == Verdict::accept, .finished = {}, .gap = gap};
  if (verdict == Verdict::accept) {
    accept(at, parameters);
    advice.finished = converged(at, gap);
    if (!advice.finished.empty()) return advice;
    if (evaluations_ < settings_.steps) turn(at.space);
  } else if (verdict == Verdict::stuck) {
    recover(at.space, advice);
  }
  const bool over = !advice.finished.empty() || evaluations_ >= settings_.steps;
  if (over && advice.finished.empty()) advice.finished = kPassesUsedUp;
  if (over && advice.accepted) return advice;  // parameters are the answer
  const double length = over || take_next_ ? search_.best_step() : search_.step();
  parameters = base_;
  if (length > 0) parameters += length * direction_;
  return advice;
}

Verdict Lbfgs::judge(const Evaluation& at) {
  if (!take_next_) return search_.judge(at.value, at.space.dot(at.gradient, direction_));
  if (!std::isfinite(at.value) || !std::isfinite(at.space.max_abs(at.gradient)))
    throw DataError(fmt::format(
        "the objective is {} at the starting parameters or its gradient is not finite: look for rewards, "
        "propensities or features of extreme size (megabandit inspect)",
        at.value));
  return Verdict::accept;
}

void Lbfgs::accept(const Evaluation& at, const Vector& parameters) {
  const double norm = at.space.norm(at.gradient);
  const bool first = evaluations_ == 1;
  if (!first && !take_next_) remember(at, parameters);
  const bool progress =
      first || at.value > highest_ + kRounding * std::abs(highest_) || norm < 0.9 * flattest_;
  without_progress_ = progress ? 0 : without_progress_ + 1;
  highest_ = first ? at.value : std::max(highest_, at.value);
  flattest_ = first ? norm : std::min(flattest_, norm);
  base_ = parameters;
  value_ = at.value;
  gradient_ = at.gradient;
  take_next_ = false;
}

void Lbfgs::remember(const Evaluation& at, const Vector& parameters) {
  Pair pair;
  if (history_.size() >= static_cast<std::size_t>(argument("history"))) {
    pair = std::move(history_.front());  // its memory is used again
    history_.erase(history_.begin());
  }
  pair.step = parameters - base_;
  pair.fall = gradient_ - at.gradient;
  reach_ = at.space.norm(pair.step);
  // Without curvature along the step (possible where the objective is not concave) the pair would spoil the
  // direction.
  if (at.space.dot(pair.step, pair.fall) > 1e-12 * reach_ * at.space.norm(pair.fall))
    history_.push_back(std::move(pair));
}

std::string Lbfgs::converged(const Evaluation& at, std::optional<double> gap) const {
  if (gap && *gap <= argument("gap"))
    return fmt::format("certified to be within {:.2g} of the optimum", argument("gap"));
  if (at.space.max_abs(at.gradient) <= argument("gradient_tolerance"))
    return fmt::format("the gradient is below {:.2g}", argument("gradient_tolerance"));
  if (without_progress_ >= kPatience) return fmt::format("no progress above rounding in {} steps", kPatience);
  return {};
}

// A new direction from the base, by the two-loop recursion.
void Lbfgs::turn(const Space& space) {
  direction_ = gradient_;
  std::vector<double> along(history_.size());
  for (std::size_t i = history_.size(); i-- > 0;) {
    along[i] = space.dot(history_[i].step, direction_) / space.dot(history_[i].step, history_[i].fall);
    direction_ -= along[i] * history_[i].fall;
  }
  if (!history_.empty()) {
    const Pair& last = history_.back();
    direction_ *= space.dot(last.step, last.fall) / space.squared_norm(last.fall);
  }
  for (std::size_t i = 0; i < history_.size(); ++i) {
    const double across =
        space.dot(history_[i].fall, direction_) / space.dot(history_[i].step, history_[i].fall);
    direction_ += (along[i] - across) * history_[i].step;
  }
  const double slope = space.dot(direction_, gradient_);
  if (!history_.empty() && !(slope > 0 && std::isfinite(slope))) {
    history_.clear();
    return turn(space);
  }
  search_.begin(value_, slope, history_.empty() ? reach_ / space.norm(gradient_) : 1);
}

// A search found no step: go on from the best point it saw, or else straight uphill, or else it is over.
void Lbfgs::recover(const Space& space, Advice& advice) {
  const double ascent = search_.best_value() - search_.start_value();
  const bool straight = history_.empty();
  history_.clear();
  if (ascent > kRounding * std::abs(search_.start_value()))
    take_next_ = true;
  else if (!straight)
    turn(space);
  else
    advice.finished = "no ascent is left above rounding";
}

SavedState Lbfgs::save() const {
  SavedState state;
  state.arrays = {{"base", base_}, {"gradient", gradient_}, {"direction", direction_}};
  for (std::size_t i = 0; i < history_.size(); ++i) {
    state.arrays[fmt::format("step{}", i)] = history_[i].step;
    state.arrays[fmt::format("fall{}", i)] = history_[i].fall;
  }
  state.numbers = search_.save();
  state.numbers["history"] = static_cast<double>(history_.size());
  state.numbers["evaluations"] = static_cast<double>(evaluations_);
  state.numbers["take_next"] = take_next_ ? 1 : 0;
  state.numbers["value"] = value_;
  state.numbers["reach"] = reach_;
  state.numbers["without_progress"] = without_progress_;
  state.numbers["highest"] = highest_;
  state.numbers["flattest"] = flattest_;
  return state;
}

void Lbfgs::load(const SavedState& state) {
  const auto number = [&state](const char* name) { return state.numbers.at(name); };
  base_ = state.arrays.at("base");
  gradient_ = state.arrays.at("gradient");
  direction_ = state.arrays.at("direction");
  history_.clear();
  for (std::size_t i = 0; i < static_cast<std::size_t>(number("history")); ++i)
    history_.push_back(
        {state.arrays.at(fmt::format("step{}", i)), state.arrays.at(fmt::format("fall{}", i))});
  search_.load(state.numbers);
  evaluations_ = static_cast<std::uint64_t>(number("evaluations"));
  take_next_ = number("take_next") != 0;
  value_ = number("value");
  reach_ = number("reach");
  without_progress_ = static_cast<int>(number("without_progress"));
  highest_ = number("highest");
  flattest_ = number("flattest");
}

}  // namespace

OptimizerKind lbfgs() {
  return {
      {"lbfgs",
       "limited-memory BFGS over the whole log, with a certificate where the objective is concave and l2 > 0",
       {{"history", 10, 1, 1000, "steps remembered; each costs two vectors of the parameters' size",
         SettingKind::integer},
        {"gap", 1e-6, 0, kUnlimited, "stop when the optimum is certified to be at most this much higher"},
        {"gradient_tolerance", 1e-8, 0, kUnlimited, "stop when no entry of the gradient is larger"}}},
      [](const OptimizerSettings& settings) -> std::unique_ptr<Optimizer> {
        return std::make_unique<Lbfgs>(settings);
      }};
}

}  // namespace megabandit::optimizers
