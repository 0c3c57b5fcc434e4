// The kernels of the softmax over the catalogue against what the processor could do at best, by CPU time, in
// turn in one run; their error against the reference kernel; memory; draws.
// bench_softmax [--toy | ACTIONS]
//
// Flop are those of the scores (2 n K d), of the mean (2 n K d more) and of the table's gradient (scores
// again, and 2 n K d more); exponentials count nothing. `light` is log Z and mean, `trained` log Z and then
// the table's gradient, 6 n K d. All passes go through partition(), in fixed point.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <string>

#include "bench/softmax/accuracy.hpp"
#include "bench/softmax/library_product.hpp"
#include "bench/softmax/passes.hpp"

namespace {

using namespace megabandit;
using namespace megabandit::bench;
using Json = nlohmann::ordered_json;

struct Plan {
  Size size{};
  Eigen::Index few_queries = 32;
  std::int64_t product_actions = 4096;
  int turns = 5;
  std::size_t threads = 2;
  Size other_sets{.actions = 20'000};  ///< for every instruction set
  std::vector<Size> shapes{{256, 32, 100'000}, {256, 128, 100'000}, {256, 64, 10'000}};
};

double peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return 1024.0 * static_cast<double>(usage.ru_maxrss);
}

// Before anything but table, queries and passes was in memory.
Json memory(const Problem& problem, const Passes& passes) {
  for (const Precision precision : {Precision::fp32, Precision::bf16})
    passes.pass(vector_kernel(precision), true);
  const double table = 4.0 * static_cast<double>(problem.table.size()), peak = peak_memory();
  return {{"table_mb", table / 0x1p20},
          {"peak_mb", peak / 0x1p20},
          {"peak_less_64_mb_over_table", (peak - 64 * 0x1p20) / table}};
}

/// Scores alone, as libraries compute them.
class Libraries {
 public:
  Libraries(const Ceiling& ceiling, const Plan& plan)
      : shape_{plan.size.queries, plan.size.columns, plan.product_actions},
        repeats_(static_cast<int>(std::max(1.0, plan.size.scores() / shape_.flop()))),
        libraries_(library_products(ceiling)),
        a_(normals(shape_.rows, shape_.depth, 6, 1)),
        b_(normals(shape_.depth, shape_.columns, 7, 1)),
        c_(shape_.rows, shape_.columns) {}

  void enter(std::vector<Contender>& contenders) {
    for (const auto& library : libraries_)
      contenders.push_back({library->name(), repeats_ * shape_.flop(), 1, [this, &library] {
                              for (int i = 0; i < repeats_; ++i)
                                (*library)(shape_, a_.data(), b_.data(), c_.data());
                            }});
  }
  std::string best(const Race& race) const {
    const auto share = [&](const auto& library) { return race.of_peak(library->name()); };
    return (*std::ranges::max_element(libraries_, {}, share))->name();
  }

 private:
  ProductShape shape_;
  int repeats_;
  std::vector<std::unique_ptr<LibraryProduct>> libraries_;
  RowMatrix<float> a_, b_, c_;
};

/// The best kernels, with one thread and with all.
Json best_kernels(const Plan& plan, const Problem& problem) {
  const SoftmaxKernel &fp32 = vector_kernel(), &bf16 = vector_kernel(Precision::bf16);
  const Ceiling& ceiling = ceiling_of(fp32.name());
  Passes alone(problem, plan.size.queries, 1), all(problem, plan.size.queries, plan.threads),
      few(problem, plan.few_queries, plan.threads);
  Libraries libraries(ceiling, plan);
  std::vector<Contender> contenders{alone.light("light_one_thread", fp32),
                                    all.light("light", fp32),
                                    few.light("light_few_queries", fp32),
                                    all.train("trained", fp32),
                                    all.light("light_bf16", bf16),
                                    all.train("trained_bf16", bf16),
                                    all.log_z("log_z", fp32),
                                    all.weigh_tiles("tiles_for_draws", fp32)};
  libraries.enter(contenders);
  const Race race(ceiling, contenders, plan.turns);
  const std::string best = libraries.best(race);
  return {{"kernel", fp32.name()},
          {"bf16_kernel", bf16.name()},
          {"threads", plan.threads},
          {"turns", plan.turns},
          {"peak_gflops_one_thread", race.peak(1)},
          {"peak_gflops_a_core", race.peak(plan.threads)},
          {"rates", race.json()},
          {"light_of_peak", race.of_peak("light")},
          {"trained_of_peak", race.of_peak("trained")},
          {"bf16_over_fp32_light", race.ratio("light_bf16", "light")},
          {"bf16_over_fp32_trained", race.ratio("trained_bf16", "trained")},
          {"few_queries", plan.few_queries},
          {"few_over_many_queries", race.ratio("light_few_queries", "light")},
          {"best_library", best},
          {"light_over_best_library", race.ratio("light_one_thread", best)},
          {"pass_for_draws_over_log_z", race.ratio("log_z", "tiles_for_draws")},
          {"microseconds_a_draw", alone.microseconds_a_draw(fp32)}};
}

Json errors(const Plan& plan, const Problem& problem) {
  const Eigen::Index checked = plan.size.actions >= 1'000'000 ? 4 : 16;
  const Exact exact(problem, std::min(checked, plan.size.queries));
  Size extreme = plan.size;
  extreme.actions = std::min<Eigen::Index>(extreme.actions, 100'000);
  Json json;
  for (const Precision precision : {Precision::fp32, Precision::bf16}) {
    const SoftmaxKernel& kernel = vector_kernel(precision);
    json[kernel.name()] = exact.errors(kernel);
    json[kernel.name()]["log_z_relative_error_at_ten_thousand"] = error_at_ten_thousand(kernel, extreme);
  }
  return json;
}

/// One kernel on one thread.
Json rates_of(const SoftmaxKernel& kernel, const Problem& problem, int turns) {
  Passes passes(problem, problem.size.queries, 1);
  const Ceiling& ceiling = ceiling_of(kernel.name());
  const Race race(
      ceiling,
      {passes.log_z("log_z", kernel), passes.light("light", kernel), passes.train("trained", kernel)}, turns);
  Json json{{"peak_gflops", race.peak(1)}};
  json.update(race.json());
  return json;
}

Json instruction_sets(const Plan& plan) {
  const Problem problem(plan.other_sets);
  Json json{{"actions", plan.other_sets.actions}};
  for (const Precision precision : {Precision::fp32, Precision::bf16})
    for (const SoftmaxKernel* kernel : vector_kernels(precision))
      json[kernel->name()] = rates_of(*kernel, problem, std::min(3, plan.turns));
  return json;
}

Json shapes(const Plan& plan) {
  Json json = Json::array();
  for (const Size& size : plan.shapes) {
    const Problem problem(size);
    Json one{{"actions", size.actions}, {"columns", size.columns}};
    for (const Precision precision : {Precision::fp32, Precision::bf16})
      one[vector_kernel(precision).name()] =
          rates_of(vector_kernel(precision), problem, std::min(3, plan.turns));
    json.push_back(one);
  }
  return json;
}

void run(const Plan& plan) {
  Json json{{"bench", "softmax"},
            {"queries", plan.size.queries},
            {"columns", plan.size.columns},
            {"actions", plan.size.actions}};
  {
    const Problem problem(plan.size);
    json["memory"] = memory(problem, Passes(problem, plan.size.queries, plan.threads));
    json["best"] = best_kernels(plan, problem);
    json["errors"] = errors(plan, problem);
  }
  json["instruction_sets"] = instruction_sets(plan);
  json["shapes"] = shapes(plan);
  fmt::print("{}\n", json.dump(2));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string size = argc > 1 ? argv[1] : "";
  try {
    if (size == "--toy")
      run({.size = {40, 24, 1000},
           .few_queries = 8,
           .product_actions = 256,
           .turns = 1,
           .other_sets = {40, 24, 1000},
           .shapes = {{40, 17, 500}}});
    else if (size.empty())
      run({});
    else
      run({.size = {.actions = std::stol(size)}});
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_softmax: {}\n", error.what());
    return 1;
  }
}
