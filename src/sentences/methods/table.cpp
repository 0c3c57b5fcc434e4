#include "sentences/methods/table.hpp"

#include "base/error.hpp"
#include "config/choice.hpp"

namespace megabandit {

const std::vector<MethodRow>& methods() {
  static const std::vector<MethodRow> rows{
      {"uniform", "every action alike", make_uniform},
      {"logging", "the policy that made the log", make_logging},
      {"optimal", "the best action of every context", make_optimal},
      {"online", "policy gradient on fresh rounds of its own: the skyline of the same steps", make_online},
      {"regression", "a model of the reward of actions", make_regression},
      {"regression-greedy", "the best action by that model", make_regression_greedy},
      {"sentence-regression", "a model of the reward of sentences", make_sentence_regression},
      {"sentence-regression-greedy", "the best action by that model", make_sentence_regression_greedy},
      {"ips", "importance weights of actions", make_ips},
      {"dr", "the model of actions, and importance weights of what it leaves", make_dr},
      {"potec", "a policy of clusters learned as dr, within a cluster the model's best", make_potec},
      {"dso", "kernel weights of sentences", make_dso},
      {"dso-sn", "the same, weights normalised over the batch", make_dso_sn},
      {"dso-dr", "the model of sentences, and kernel weights of what it leaves", make_dso_dr},
      {"dso-pwll", "log-likelihood weighted by reward and by who may have given the sentence", make_dso_pwll},
  };
  return rows;
}

std::vector<std::string> method_names() {
  std::vector<std::string> names;
  for (const MethodRow& row : methods()) names.push_back(row.name);
  return names;
}

void check_method(const MethodSettings& settings) {
  const bool exact = settings.density == DensityKind::exact;
  const bool drawn = settings.name == "dso" && settings.sum == Summation::sampled;
  if (!settings.name.starts_with("dso")) return;
  if (!exact && !drawn)
    throw ConfigError(
        "method.density: a sum over all actions has its density exactly; leave it \"exact\", or set "
        "method.name = \"dso\" and method.sum = \"sampled\"");
  if (!exact && settings.pivot == PivotKind::randomised)
    throw ConfigError(
        "method.density: drawn and learned densities are found once, at the logged sentences, and "
        "randomised pivots move at every step; set method.density = \"exact\" or "
        "method.pivot = \"centred\"");
  if (exact && settings.kernel != KernelKind::gaussian)
    throw ConfigError(
        "method.kernel: exact densities and sums are those of the gaussian kernel; for \"uniform\" set "
        "method.sum = \"sampled\" and method.density = \"monte-carlo\" or \"learned\"");
}

std::unique_ptr<Method> make_method(const Experiment& experiment, const MethodSettings& settings) {
  for (const MethodRow& row : methods())
    if (row.name == settings.name) return row.make(experiment, settings);
  refuse_name("method", settings.name, method_names());
}

}  // namespace megabandit
