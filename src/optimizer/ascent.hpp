#pragma once
// Climbing with the whole log at every pass: a direction, a search along it, and an end with its certificate.
// Methods differ in how they find the direction. A search is cut into single evaluations, each of them one
// pass over the log, so that a run can stop and go on between any two.

#include "optimizer/line_search.hpp"
#include "optimizer/optimizer.hpp"
#include "optimizer/table.hpp"

namespace megabandit {

/// @replicated throughout.
class Ascent : public Optimizer {
 public:
  explicit Ascent(const OptimizerSettings& settings) : settings_(settings) {}

  bool full_batch() const final { return true; }
  Advice step(const Evaluation& at, Vector& parameters) final;
  SavedState save() const override;
  void load(const SavedState& state) override;

 protected:
  /// Finds where to go from base(): calls climb() or climb_straight(), or asks for products first.
  virtual void turn() = 0;
  /// A step from base() to `parameters` was accepted; base() moves there afterwards.
  virtual void learn(const Evaluation& at, const Vector& parameters) = 0;
  /// What was learned led nowhere.
  virtual void forget() = 0;

  /// Searches along `direction` from base(), its whole length first; or straight uphill when it does not
  /// ascend. `flatness`: what share of the slope may be left.
  void climb(Vector direction, double flatness);
  void climb_straight();
  /// Moves `parameters` to what is to be evaluated next, or to the answer.
  Advice advise(Advice advice, Vector& parameters) const;

  double argument(const char* name) const { return settings_.parameters.at(name); }
  const Space& space() const { return *space_; }        ///< of the last step's vectors
  const Vector& base() const { return base_; }          ///< the last accepted point
  const Vector& gradient() const { return gradient_; }  ///< there
  double gradient_norm() const { return norm_; }
  /// Certified where the gradient has this norm; none: nothing can be.
  std::optional<double> gap(double norm) const;
  /// The norm of the gradient at which the gap asked for is certified; 0 when nothing can be.
  double norm_wanted() const;
  std::uint64_t passes_left() const { return settings_.steps - passes_; }
  /// A pass brought something that lies in `space`.
  void count_pass(const Space& space) { space_ = &space, ++passes_; }

 private:
  LineSearch::Verdict judge(const Evaluation& at);
  LineSearch::Verdict judge_search(const Evaluation& at);
  void accept(const Evaluation& at, const Vector& parameters);
  std::string converged() const;
  void recover(Advice& advice);
  LineSearch::Terms terms(double flatness) const { return {flatness, settings_.strong_concavity > 0}; }
  bool certified(double norm) const;

  OptimizerSettings settings_;
  const Space* space_ = &whole_space();
  Vector base_, gradient_, direction_;
  double value_ = 0, norm_ = 0;  // at base_
  double best_norm_ = 0;         // at the best point of the search
  LineSearch search_;
  std::uint64_t passes_ = 0;
  bool take_next_ = true;  // the next point is accepted unseen: the first one, or the best of a search that
                           // got stuck
  bool straight_ = false;  // direction_ is the gradient
  double reach_ = 1;       // length of the last step
  int without_progress_ = 0;
  double highest_ = 0, flattest_ = 0;  // best value and smallest gradient norm so far
};

/// The parameters that every such method has.
std::vector<Parameter> ascent_parameters();

}  // namespace megabandit
