#include "objective/kinds/kinds.hpp"
#include "objective/log_likelihood.hpp"

namespace megabandit::objectives {
namespace {

// Behaviour cloning: learns the logging policy, whatever the rewards were.
struct One {
  double operator()(double, double) const { return 1; }
  double l2_scale() const { return 1; }
};

}  // namespace

ObjectiveKind bc() {
  return {{"bc", "log-likelihood of every logged action (imitates the logging policy)", {}},
          [](const ObjectiveSettings& settings) { return log_likelihood(settings, One{}); }};
}

}  // namespace megabandit::objectives
