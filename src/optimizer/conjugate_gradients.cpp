#include "optimizer/conjugate_gradients.hpp"

namespace megabandit {
namespace {

constexpr double kFlat = 1e-12;  // a cosine between direction and product below this is no curvature

}  // namespace

void ConjugateGradients::begin(const Vector& right_side, const Space& space, const Limits& limits) {
  limits_ = limits;
  solution_ = Vector::Zero(right_side.size());
  residual_ = right_side;
  start_norm_ = residual_norm_ = space.norm(right_side);
  direction_ = right_side / start_norm_;
  products_ = 0;
  going_on_ = true;
}

// Directions are kept at length 1, so that products stay of one size from the first to the last.
void ConjugateGradients::take(const Vector& product, const Space& space) {
  ++products_;
  const double curvature = space.dot(direction_, product);
  if (!(curvature > kFlat * space.norm(product))) {
    if (products_ == 1) solution_ = residual_;
    going_on_ = false;
    return;
  }
  const double length = space.dot(residual_, direction_) / curvature;
  solution_ += length * direction_;
  residual_ -= length * product;
  // Keeps the new direction conjugate to the last one also where products are rounded.
  const double share = space.dot(residual_, product) / curvature;
  residual_norm_ = space.norm(residual_);
  going_on_ = residual_norm_ > limits_.residual * start_norm_ && products_ < limits_.products;
  direction_ = residual_ - share * direction_;
  direction_ /= space.norm(direction_);
}

void ConjugateGradients::save(SavedState& state) const {
  state.arrays["system.solution"] = solution_;
  state.arrays["system.residual"] = residual_;
  state.arrays["system.direction"] = direction_;
  state.numbers["system.wanted"] = limits_.residual;
  state.numbers["system.most"] = static_cast<double>(limits_.products);
  state.numbers["system.start"] = start_norm_;
  state.numbers["system.left"] = residual_norm_;
  state.numbers["system.products"] = static_cast<double>(products_);
  state.numbers["system.going_on"] = going_on_ ? 1 : 0;
}

void ConjugateGradients::load(const SavedState& state) {
  const auto number = [&state](const char* name) { return state.numbers.at(name); };
  solution_ = state.arrays.at("system.solution");
  residual_ = state.arrays.at("system.residual");
  direction_ = state.arrays.at("system.direction");
  limits_ = {number("system.wanted"), static_cast<std::uint64_t>(number("system.most"))};
  start_norm_ = number("system.start");
  residual_norm_ = number("system.left");
  products_ = static_cast<std::uint64_t>(number("system.products"));
  going_on_ = number("system.going_on") != 0;
}

}  // namespace megabandit
