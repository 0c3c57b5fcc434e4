#include "sentences/learn.hpp"

#include <ctime>

#include <fmt/format.h>

#include "base/error.hpp"
#include "sentences/benchmark/evaluation.hpp"
#include "sentences/methods/kernels/round_density.hpp"
#include "sentences/methods/table.hpp"

namespace megabandit {
namespace {

double thread_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

PolicyNumbers evaluate(const ExactEvaluation& evaluation, Method& method) {
  return evaluation.of([&](const auto& contexts, auto& p) { method.fill(contexts, p); });
}

/// The steps of a method, with evaluations in between.
class Course {
 public:
  Course(Method& method, const ExactEvaluation& evaluation) : method_(method), evaluation_(evaluation) {}

  void run(const MethodSettings& settings, const std::function<bool()>& asked_to_stop, RunNumbers& numbers) {
    for (std::uint64_t step = 0; step < settings.steps && method_.learns(); ++step) {
      const double begin = thread_seconds();
      method_.step(step, tally_);
      seconds_ += thread_seconds() - begin;
      if (step % kStopLook == 0 && asked_to_stop()) throw RunStopped();
      for (const std::int64_t checkpoint : settings.checkpoints)
        if (std::cmp_equal(checkpoint, step + 1))
          numbers[fmt::format("optimality_{}", checkpoint)] =
              evaluation_.optimality(evaluate(evaluation_, method_).value);
    }
    tell(numbers);
  }

 private:
  static constexpr std::uint64_t kStopLook = 100;  // steps between looks

  void tell(RunNumbers& numbers) const {
    const auto rounds = static_cast<double>(tally_.rounds);  // 0 / 0 is NaN: there are no weights
    numbers["mean_weight"] = tally_.weights / rounds;
    numbers["clipped"] = static_cast<double>(tally_.clipped) / rounds;
    numbers["unsupported"] = static_cast<double>(tally_.unsupported) / rounds;
    numbers["step_seconds"] = seconds_;
  }

  Method& method_;
  const ExactEvaluation& evaluation_;
  WeightTally tally_;
  double seconds_ = 0;
};

}  // namespace

void declare(Schema& schema, SentenceRunSettings& run) {
  SchemaTable world = schema.table("sentences", "The world of sentences that a benchmark is made in.");
  declare(world, run.world);
  declare(schema, run.benchmark);
  declare(schema, run.method, method_names());
}

void check(const SentenceRunSettings& settings) {
  check_method(settings.method);
  if (settings.world.confounders > 0 && settings.method.name.starts_with("dso"))
    throw ConfigError(
        fmt::format("sentences.confounders is {}: the densities of `method.name` = \"{}\" are those of "
                    "sentences with the "
                    "same noise in every coordinate; set sentences.confounders = 0, or another method",
                    settings.world.confounders, settings.method.name));
}

RunNumbers learn_sentences(const SentenceRunSettings& settings, const std::function<bool()>& asked_to_stop) {
  check(settings);
  const Experiment experiment(settings.world, settings.benchmark);
  const ExactEvaluation evaluation(experiment);
  const std::unique_ptr<Method> method = make_method(experiment, settings.method);
  RunNumbers numbers;
  Course(*method, evaluation).run(settings.method, asked_to_stop, numbers);
  const PolicyNumbers policy = evaluate(evaluation, *method);
  numbers["value"] = policy.value;
  numbers["entropy"] = policy.entropy;
  numbers["optimality"] = evaluation.optimality(policy.value);
  numbers["uniform"] = evaluation.uniform();
  numbers["optimal"] = evaluation.optimal();
  const auto logging = [&](const auto& contexts, auto& p) { p = experiment.logging_at(contexts); };
  const PolicyNumbers logged = evaluation.of(logging);
  numbers["logging_optimality"] = evaluation.optimality(logged.value);
  numbers["logging_entropy"] = logged.entropy;
  const ReleasedDensities densities = released_densities(experiment, settings.method);
  numbers["density_mean"] = densities.mean;
  numbers["density_low"] = densities.low;
  return numbers;
}

}  // namespace megabandit
