#include <algorithm>
#include <cmath>

#include "optimizer/ascent.hpp"
#include "optimizer/conjugate_gradients.hpp"
#include "optimizer/kinds/kinds.hpp"

namespace megabandit::optimizers {
namespace {

// How well the first system is solved, how well at worst, and Eisenstat & Walker's (1996) second choice for
// the others: as well as the gradient fell by the last step, squared.
constexpr double kFirstForcing = 0.1, kWorstForcing = 0.5, kForcing = 0.9;
// A direction costs many passes, a longer step along it one.
constexpr double kFlatness = 0.25;
// The last step need not bring the gradient further below what is asked for than by this factor.
constexpr double kEnough = 0.3;

// Newton steps, each a system of equations solved by conjugate gradients as well as it pays, maximising.
// Every evaluation and every product is one pass over the log. The full step is tried first: its evaluation
// is the next step's gradient, so a search costs no pass of its own unless the step fails.
class NewtonCg final : public Ascent {
 public:
  using Ascent::Ascent;
  std::string name() const override { return "newton-cg"; }
  const Vector* wanted_direction() const override {
    return system_.going_on() ? &system_.direction() : nullptr;
  }
  Advice take_fall(const Fall& along, Vector& parameters) override;
  SavedState save() const override;
  void load(const SavedState& state) override;

 private:
  void turn() override;
  void learn(const Evaluation&, const Vector&) override { last_norm_ = gradient_norm(); }
  void forget() override { last_norm_ = 0; }
  double forcing() const;

  ConjugateGradients system_;
  double forcing_ = 0, last_norm_ = 0;  // of the last system; 0: nothing is known
};

// A product needs a pass after it that tries the step.
void NewtonCg::turn() {
  if (passes_left() < 2) return climb_straight();
  forcing_ = forcing();
  system_.begin(gradient(), space(), {forcing_, static_cast<std::uint64_t>(argument("products"))});
}

double NewtonCg::forcing() const {
  const double enough = kEnough * norm_wanted() / gradient_norm();
  if (last_norm_ == 0) return std::clamp(enough, kFirstForcing, kWorstForcing);
  const double fall = gradient_norm() / last_norm_, before = kForcing * forcing_ * forcing_;
  const double wanted = std::max(kForcing * fall * fall, before > 0.1 ? before : 0.0);
  return std::min(kWorstForcing, std::max(wanted, enough));
}

Advice NewtonCg::take_fall(const Fall& along, Vector& parameters) {
  count_pass(along.space);
  system_.take(along.fall, along.space);
  if (system_.going_on() && passes_left() < 2) system_.stop();
  if (!system_.going_on()) climb(system_.solution(), kFlatness);
  return advise({.accepted = false, .finished = {}, .gap = gap(gradient_norm())}, parameters);
}

SavedState NewtonCg::save() const {
  SavedState state = Ascent::save();
  system_.save(state);
  state.numbers["forcing"] = forcing_;
  state.numbers["last_norm"] = last_norm_;
  return state;
}

void NewtonCg::load(const SavedState& state) {
  Ascent::load(state);
  system_.load(state);
  forcing_ = state.numbers.at("forcing");
  last_norm_ = state.numbers.at("last_norm");
}

}  // namespace

OptimizerKind newton_cg() {
  std::vector<Parameter> parameters = ascent_parameters();
  parameters.push_back(
      {"products", 1000, 1, 1000000, "Hessian-vector products for one step at most", SettingKind::integer});
  return {{"newton-cg",
           "Newton steps by conjugate gradients over the whole log, for concave objectives of policies whose "
           "scores are linear in the parameters; with a certificate where l2 > 0",
           std::move(parameters)},
          [](const OptimizerSettings& settings) -> std::unique_ptr<Optimizer> {
            return std::make_unique<NewtonCg>(settings);
          },
          Asks::products};
}

}  // namespace megabandit::optimizers
