#include "optimizer/ascent.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/error.hpp"
#include "optimizer/kinds/kinds.hpp"

namespace megabandit {
namespace {

using Verdict = LineSearch::Verdict;

constexpr double kRounding = 1e-9;  // a relative ascent below this is none
constexpr double kFlatness = 0.9;   // of searches straight uphill
// Steps without progress before giving up; where a certificate is to be reached, gradients may go up and down
// for long while rounding hides the ascent.
constexpr int kPatience = 10, kPatienceForCertificate = 50;

}  // namespace

Advice Ascent::step(const Evaluation& at, Vector& parameters) {
  MEGABANDIT_CHECK(cheap, wanted_direction() == nullptr, "{} was given an evaluation instead of a product",
                   name());
  count_pass(at.space);
  const Verdict verdict = judge(at);
  Advice advice{.accepted = verdict == Verdict::accept,
                .finished = {},
                .gap = certified_gap(at.space.squared_norm(at.gradient), settings_.strong_concavity)};
  if (verdict == Verdict::accept) {
    accept(at, parameters);
    advice.finished = converged();
    if (advice.finished.empty() && passes_left() > 0) turn();
  } else if (verdict == Verdict::stuck) {
    recover(advice);
  }
  return advise(std::move(advice), parameters);
}

Advice Ascent::advise(Advice advice, Vector& parameters) const {
  const bool over = !advice.finished.empty() || passes_left() == 0;
  if (over && advice.finished.empty()) advice.finished = optimizers::kPassesUsedUp;
  if (over && advice.accepted) return advice;                                // parameters are the answer
  if (over) advice.gap = gap(search_.best_step() > 0 ? best_norm_ : norm_);  // of the answer
  const bool search = wanted_direction() == nullptr;
  const double length = over || take_next_ ? search_.best_step() : search_.step();
  parameters = base_;
  if (search && length > 0) parameters += length * direction_;
  return advice;
}

Verdict Ascent::judge(const Evaluation& at) {
  if (!take_next_) return judge_search(at);
  if (!std::isfinite(at.value) || !std::isfinite(at.space.max_abs(at.gradient)))
    throw DataError(fmt::format(
        "the objective is {} at the starting parameters or its gradient is not finite: look for rewards, "
        "propensities or features of extreme size (megabandit inspect)",
        at.value));
  return Verdict::accept;
}

Verdict Ascent::judge_search(const Evaluation& at) {
  const double norm = at.space.norm(at.gradient), best_before = search_.best_step();
  if (certified(norm)) return Verdict::accept;  // whatever the search says
  const Verdict verdict = search_.judge(at.value, at.space.dot(at.gradient, direction_));
  if (search_.best_step() != best_before) best_norm_ = norm;
  return verdict;
}

void Ascent::accept(const Evaluation& at, const Vector& parameters) {
  const bool first = passes_ == 1;
  if (!first) reach_ = space().norm(parameters - base_);
  if (!first && !take_next_) learn(at, parameters);
  base_ = parameters;
  gradient_ = at.gradient;
  value_ = at.value;
  norm_ = space().norm(gradient_);
  const bool progress =
      first || value_ > highest_ + kRounding * std::abs(highest_) || norm_ < 0.9 * flattest_;
  without_progress_ = progress ? 0 : without_progress_ + 1;
  highest_ = first ? value_ : std::max(highest_, value_);
  flattest_ = first ? norm_ : std::min(flattest_, norm_);
  take_next_ = false;
}

std::string Ascent::converged() const {
  if (certified(norm_)) return fmt::format("certified to be within {:.2g} of the optimum", argument("gap"));
  if (space().max_abs(gradient_) <= argument("gradient_tolerance"))
    return fmt::format("the gradient is below {:.2g}", argument("gradient_tolerance"));
  const int patience = settings_.strong_concavity > 0 ? kPatienceForCertificate : kPatience;
  if (without_progress_ >= patience) return fmt::format("no progress above rounding in {} steps", patience);
  return {};
}

std::optional<double> Ascent::gap(double norm) const {
  return certified_gap(norm * norm, settings_.strong_concavity);
}

bool Ascent::certified(double norm) const {
  const auto certificate = gap(norm);
  return certificate && *certificate <= argument("gap");
}

double Ascent::norm_wanted() const { return std::sqrt(2 * settings_.strong_concavity * argument("gap")); }

void Ascent::climb(Vector direction, double flatness) {
  direction_ = std::move(direction);
  const double slope = space().dot(direction_, gradient_);
  if (!(slope > 0 && std::isfinite(slope))) {
    forget();
    return climb_straight();
  }
  straight_ = false;
  search_.begin(value_, slope, 1, terms(flatness));
}

void Ascent::climb_straight() {
  direction_ = gradient_;
  straight_ = true;
  search_.begin(value_, norm_ * norm_, reach_ / norm_, terms(kFlatness));
}

// A search found no step: go on from the best point it saw, or else straight uphill, or else it is over.
void Ascent::recover(Advice& advice) {
  const double ascent = search_.best_value() - search_.start_value();
  forget();
  if (ascent > kRounding * std::abs(search_.start_value()))
    take_next_ = true;
  else if (!straight_)
    climb_straight();
  else
    advice.finished = "no ascent is left above rounding";
}

SavedState Ascent::save() const {
  SavedState state;
  state.arrays = {{"base", base_}, {"gradient", gradient_}, {"direction", direction_}};
  state.numbers = search_.save();
  state.numbers["passes"] = static_cast<double>(passes_);
  state.numbers["take_next"] = take_next_ ? 1 : 0;
  state.numbers["straight"] = straight_ ? 1 : 0;
  state.numbers["value"] = value_;
  state.numbers["norm"] = norm_;
  state.numbers["best_norm"] = best_norm_;
  state.numbers["reach"] = reach_;
  state.numbers["without_progress"] = without_progress_;
  state.numbers["highest"] = highest_;
  state.numbers["flattest"] = flattest_;
  return state;
}

void Ascent::load(const SavedState& state) {
  const auto number = [&state](const char* name) { return state.numbers.at(name); };
  base_ = state.arrays.at("base");
  gradient_ = state.arrays.at("gradient");
  direction_ = state.arrays.at("direction");
  search_.load(state.numbers);
  passes_ = static_cast<std::uint64_t>(number("passes"));
  take_next_ = number("take_next") != 0;
  straight_ = number("straight") != 0;
  value_ = number("value");
  norm_ = number("norm");
  best_norm_ = number("best_norm");
  reach_ = number("reach");
  without_progress_ = static_cast<int>(number("without_progress"));
  highest_ = number("highest");
  flattest_ = number("flattest");
}

std::vector<Parameter> ascent_parameters() {
  return {{"gap", 1e-6, 0, kUnlimited, "stop when the optimum is certified to be at most this much higher"},
          {"gradient_tolerance", 1e-8, 0, kUnlimited, "stop when no entry of the gradient is larger"}};
}

}  // namespace megabandit
