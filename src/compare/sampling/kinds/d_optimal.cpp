// All coefficients as well as can be: the multiplicative algorithm for D-optimal designs (LLM-PO
// specification 6.11).

#include <Eigen/Cholesky>

#include "compare/bradley_terry/logistic.hpp"
#include "compare/sampling/kinds/kinds.hpp"
#include "compare/sampling/structured_tracking.hpp"

namespace megabandit::sampling_rules {
namespace {

class DOptimal : public StructuredTracking {
 public:
  DOptimal(std::uint64_t candidates, int steps)
      : StructuredTracking(candidates),
        weights_(Eigen::ArrayXd::Constant(static_cast<Eigen::Index>(pairs().size()),
                                          1 / static_cast<double>(pairs().size()))),
        steps_(steps) {}

  void save(SavedState& state) const override {
    StructuredTracking::save(state);
    state.arrays["rule.weights"] = weights_;
  }
  void load(const SavedState& state) override {
    StructuredTracking::load(state);
    weights_ = state.arrays.at("rule.weights");
  }

 protected:
  Eigen::ArrayXd proportions(const Contest& contest) override {
    const BradleyTerry& fit = *contest.structure();
    Eigen::ArrayXd information(weights_.size());  // of one comparison of each pair
    const Vector scores = fit.scores();
    for (std::size_t p = 0; p < pairs().size(); ++p) {
      const double win = win_probability(scores[pairs()[p].a.value] - scores[pairs()[p].b.value]);
      information[static_cast<Eigen::Index>(p)] = win * (1 - win);
    }
    for (int step = 0; step < steps_; ++step) improve(fit.model(), information);
    return weights_;
  }

 private:
  // w_p <- w_p v_p z_p^T I(w)^-1 z_p, whose sum is the number of coefficients that can be known: the
  // determinant of I(w) never falls.
  void improve(const LinearScores& model, const Eigen::ArrayXd& information) {
    Eigen::MatrixXd sum = model.information(pairs(), weights_ * information);
    model.fix_gauge(sum);
    // L^-1 x_a of each candidate: differences of columns give the quadratic form.
    const Eigen::LLT<Eigen::MatrixXd> factor(sum);
    const Eigen::MatrixXd whitened = factor.matrixL().solve(Eigen::MatrixXd(model.features().transpose()));
    for (std::size_t p = 0; p < pairs().size(); ++p) {
      const auto [a, b] = pairs()[p];
      const auto row = static_cast<Eigen::Index>(p);
      weights_[row] *= information[row] * (whitened.col(a.value) - whitened.col(b.value)).squaredNorm();
    }
    weights_ /= weights_.sum();
  }

  Eigen::ArrayXd weights_;
  int steps_;
};

}  // namespace

SamplingRuleKind d_optimal() {
  return {
      {"d-optimal",
       "follows the proportions that tell most about all coefficients, not about who is best (a baseline)",
       {{"steps", 8, 1, 10'000, "towards the optimum, in each wave", SettingKind::integer}}},
      [](std::uint64_t candidates, const CompareSettings& settings) -> std::unique_ptr<SamplingRule> {
        return std::make_unique<DOptimal>(candidates, static_cast<int>(settings.rule_parameters.at("steps")));
      },
      {Target::bradley_terry, Target::linear},
      {},
      true};
}

}  // namespace megabandit::sampling_rules
