#include "optimizer/kinds/kinds.hpp"

namespace megabandit::optimizers {
namespace {

class Sgd final : public Optimizer {
 public:
  explicit Sgd(const OptimizerSettings& settings)
      : settings_(settings), rate_(settings.parameters.at("learning_rate")) {}

  std::string name() const override { return "sgd"; }
  bool full_batch() const override { return false; }

  Advice step(const Evaluation& at, Vector& parameters) override {
    parameters += rate_ * rate_factor(settings_.schedule, step_, settings_.steps) * at.gradient;
    ++step_;
    return {.finished = step_ >= settings_.steps ? kPassesUsedUp : ""};
  }

  SavedState save() const override { return {{}, {{"step", static_cast<double>(step_)}}}; }
  void load(const SavedState& state) override {
    step_ = static_cast<std::uint64_t>(state.numbers.at("step"));
  }

 private:
  OptimizerSettings settings_;
  double rate_;
  std::uint64_t step_ = 0;
};

}  // namespace

OptimizerKind sgd() {
  return {{"sgd", "plain gradient ascent", {{"learning_rate", 1, kPositive, kUnlimited, "step size"}}},
          [](const OptimizerSettings& settings) -> std::unique_ptr<Optimizer> {
            return std::make_unique<Sgd>(settings);
          }};
}

}  // namespace megabandit::optimizers
