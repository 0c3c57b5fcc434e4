#include <cmath>

#include "optimizer/kinds/kinds.hpp"

namespace megabandit::optimizers {
namespace {

// Kingma & Ba 2015, with epsilon outside the root. L2 is part of the gradient that comes in, not a decay of
// its own.
class Adam final : public Optimizer {
 public:
  explicit Adam(const OptimizerSettings& settings) : settings_(settings) {}

  std::string name() const override { return "adam"; }
  bool full_batch() const override { return false; }

  Advice step(const Evaluation& at, Vector& parameters) override {
    if (mean_.size() == 0) mean_ = square_ = Vector::Zero(parameters.size());
    const double beta1 = argument("beta1"), beta2 = argument("beta2");
    const double rate = argument("learning_rate") * rate_factor(settings_.schedule, step_, settings_.steps);
    ++step_;
    const double mean_bias = 1 - std::pow(beta1, static_cast<double>(step_));
    const double square_bias = 1 - std::pow(beta2, static_cast<double>(step_));
    mean_.array() = beta1 * mean_.array() + (1 - beta1) * at.gradient.array();
    square_.array() = beta2 * square_.array() + (1 - beta2) * at.gradient.array().square();
    parameters.array() +=
        rate / mean_bias * mean_.array() / ((square_.array() / square_bias).sqrt() + argument("epsilon"));
    return {.finished = step_ >= settings_.steps ? kPassesUsedUp : ""};
  }

  SavedState save() const override {
    return {{{"mean", mean_}, {"square", square_}}, {{"step", static_cast<double>(step_)}}};
  }
  void load(const SavedState& state) override {
    mean_ = state.arrays.at("mean");
    square_ = state.arrays.at("square");
    step_ = static_cast<std::uint64_t>(state.numbers.at("step"));
  }

 private:
  double argument(const char* name) const { return settings_.parameters.at(name); }

  OptimizerSettings settings_;
  Vector mean_, square_;  // running means of the gradient and of its square
  std::uint64_t step_ = 0;
};

}  // namespace

OptimizerKind adam() {
  return {{"adam",
           "gradient ascent with a step size of its own for every parameter",
           {{"learning_rate", 1e-3, kPositive, kUnlimited, "step size"},
            {"beta1", 0.9, 0, 1 - 1e-12, "memory of the gradient's mean"},
            {"beta2", 0.999, 0, 1 - 1e-12, "memory of the gradient's square"},
            {"epsilon", 1e-8, kPositive, kUnlimited,
             "gradients well below this no longer move a parameter at full rate"}}},
          [](const OptimizerSettings& settings) -> std::unique_ptr<Optimizer> {
            return std::make_unique<Adam>(settings);
          }};
}

}  // namespace megabandit::optimizers
