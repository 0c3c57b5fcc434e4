#include <fmt/format.h>

#include "optimizer/ascent.hpp"
#include "optimizer/kinds/kinds.hpp"

namespace megabandit::optimizers {
namespace {

// A step taken and how much the gradient fell by it.
struct Pair {
  Vector step, fall;
};

// Limited-memory BFGS (Nocedal & Wright, algorithm 7.4), maximising.
class Lbfgs final : public Ascent {
 public:
  using Ascent::Ascent;
  std::string name() const override { return "lbfgs"; }
  SavedState save() const override;
  void load(const SavedState& state) override;

 private:
  void turn() override;
  void learn(const Evaluation& at, const Vector& parameters) override;
  void forget() override { history_.clear(); }

  std::vector<Pair> history_;  // oldest first
};

void Lbfgs::learn(const Evaluation& at, const Vector& parameters) {
  Pair pair;
  if (history_.size() >= static_cast<std::size_t>(argument("history"))) {
    pair = std::move(history_.front());  // its memory is used again
    history_.erase(history_.begin());
  }
  pair.step = parameters - base();
  pair.fall = gradient() - at.gradient;
  // Without curvature along the step (possible where the objective is not concave) the pair would spoil the
  // direction.
  if (space().dot(pair.step, pair.fall) > 1e-12 * space().norm(pair.step) * space().norm(pair.fall))
    history_.push_back(std::move(pair));
}

// A new direction from the base, by the two-loop recursion.
void Lbfgs::turn() {
  if (history_.empty()) return climb_straight();
  Vector direction = gradient();
  std::vector<double> along(history_.size());
  for (std::size_t i = history_.size(); i-- > 0;) {
    along[i] = space().dot(history_[i].step, direction) / space().dot(history_[i].step, history_[i].fall);
    direction -= along[i] * history_[i].fall;
  }
  const Pair& last = history_.back();
  direction *= space().dot(last.step, last.fall) / space().squared_norm(last.fall);
  for (std::size_t i = 0; i < history_.size(); ++i) {
    const double across =
        space().dot(history_[i].fall, direction) / space().dot(history_[i].step, history_[i].fall);
    direction += (along[i] - across) * history_[i].step;
  }
  climb(std::move(direction), 0.9);
}

SavedState Lbfgs::save() const {
  SavedState state = Ascent::save();
  for (std::size_t i = 0; i < history_.size(); ++i) {
    state.arrays[fmt::format("step{}", i)] = history_[i].step;
    state.arrays[fmt::format("fall{}", i)] = history_[i].fall;
  }
  state.numbers["history"] = static_cast<double>(history_.size());
  return state;
}

void Lbfgs::load(const SavedState& state) {
  Ascent::load(state);
  history_.clear();
  for (std::size_t i = 0; i < static_cast<std::size_t>(state.numbers.at("history")); ++i)
    history_.push_back(
        {state.arrays.at(fmt::format("step{}", i)), state.arrays.at(fmt::format("fall{}", i))});
}

}  // namespace

OptimizerKind lbfgs() {
  std::vector<Parameter> parameters = ascent_parameters();
  parameters.insert(parameters.begin(), {"history", 10, 1, 1000,
                                         "steps remembered; each costs two vectors of the parameters' size",
                                         SettingKind::integer});
  return {{"lbfgs",
           "limited-memory BFGS over the whole log, with a certificate where the objective is concave and l2 "
           "> 0",
           std::move(parameters)},
          [](const OptimizerSettings& settings) -> std::unique_ptr<Optimizer> {
            return std::make_unique<Lbfgs>(settings);
          },
          Asks::whole_gradients};
}

}  // namespace megabandit::optimizers
