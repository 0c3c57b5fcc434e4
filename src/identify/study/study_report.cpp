#include "identify/study/study_report.hpp"

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "identify/result/scores.hpp"

namespace megabandit {
namespace {

nlohmann::ordered_json number_or_null(double number) {
  return std::isfinite(number) ? nlohmann::ordered_json(number) : nlohmann::ordered_json();
}

std::string stop_of(const StudyLine& line) { return line.stop.empty() ? "its own end" : line.stop; }

std::string best_of(const StudyReport& report) {
  return report.best.empty() ? "there is no best one" : fmt::format("best: {}", fmt::join(report.best, ", "));
}

}  // namespace

std::pair<double, double> wilson_interval(double hits, double all) {
  constexpr double z = kNormal95;
  const double share = hits / all, centre = (share + z * z / (2 * all)) / (1 + z * z / all);
  const double half = z / (1 + z * z / all) * std::sqrt(share * (1 - share) / all + z * z / (4 * all * all));
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

CostOfLine cost_of(const StudyLine& line, const StudyReport& report) {
  const auto n = static_cast<double>(report.repeats);
  const double mean = line.comparisons / n;
  const double variance = std::max(0.0, (line.squared_comparisons - n * mean * mean) / (n - 1));
  const double bound = report.characteristic_time * -std::log(line.delta);
  return {mean, std::sqrt(variance / n), mean / bound};
}

nlohmann::ordered_json to_json(const StudyReport& report) {
  const auto n = static_cast<double>(report.repeats);
  nlohmann::ordered_json json{{"format", "megabandit-study"},
                              {"version", 1},
                              {"target", report.target},
                              {"candidates", report.candidates},
                              {"best", report.best},
                              {"repeats", report.repeats},
                              {"budget", report.budget},
                              {"seed", report.seed},
                              {"characteristic_time", number_or_null(report.characteristic_time)},
                              {"lines", nlohmann::ordered_json::array()},
                              {"budgets", report.budgets},
                              {"curves", nlohmann::ordered_json::array()}};
  for (const StudyLine& line : report.lines) {
    const auto [lower, upper] = wilson_interval(line.wrong, n);
    const CostOfLine cost = cost_of(line, report);
    json["lines"].push_back({{"rule", line.rule},
                             {"stop", stop_of(line)},
                             {"delta", line.delta},
                             {"wrong", line.wrong / n},
                             {"wrong_lower", lower},
                             {"wrong_upper", upper},
                             {"undecided", line.undecided / n},
                             {"right", line.right / n},
                             {"comparisons", cost.mean},
                             {"error", cost.error},
                             {"ratio", number_or_null(cost.ratio)}});
  }
  for (const StudyCurve& curve : report.curves) {
    json["curves"].push_back({{"rule", curve.rule}, {"delta", curve.delta}, {"right", curve.right}});
    for (auto& right : json["curves"].back()["right"]) right = right.get<double>() / n;
  }
  return json;
}

std::string text_of(const StudyReport& report) {
  const auto n = static_cast<double>(report.repeats);
  std::string text =
      fmt::format("{} candidates, target {}, {}; {} repeats, at most {} comparisons each\n",
                  report.candidates, report.target, best_of(report), report.repeats, report.budget);
  text += std::isfinite(report.characteristic_time)
              ? fmt::format("no procedure needs less than {:.6g} log(1/delta), in the limit: ratio 1\n",
                            report.characteristic_time)
              : "the least number of comparisons is not known for this problem\n";
  text += fmt::format("\n{:<24} {:<18} {:>7} {:>6} {:>15} {:>10} {:>12} {:>7}\n", "rule", "stop", "delta",
                      "wrong", "95 %", "undecided", "comparisons", "ratio");
  for (const StudyLine& line : report.lines) {
    const auto [lower, upper] = wilson_interval(line.wrong, n);
    const CostOfLine cost = cost_of(line, report);
    text +=
        fmt::format("{:<24} {:<18} {:>7} {:>6.3f} {:>15} {:>10.3f} {:>12} {:>7}\n", line.rule, stop_of(line),
                    line.delta, line.wrong / n, fmt::format("[{:.3f}, {:.3f}]", lower, upper),
                    line.undecided / n, fmt::format("{:.0f} +- {:.0f}", cost.mean, cost.error),
                    std::isfinite(cost.ratio) ? fmt::format("{:.2f}", cost.ratio) : "");
  }
  return text;
}

std::string lines_csv(const StudyReport& report) {
  const auto n = static_cast<double>(report.repeats);
  std::string csv =
      "rule,stop,delta,repeats,wrong,wrong_lower,wrong_upper,undecided,right,comparisons,error,ratio\n";
  for (const StudyLine& line : report.lines) {
    const auto [lower, upper] = wilson_interval(line.wrong, n);
    const CostOfLine cost = cost_of(line, report);
    csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", line.rule, stop_of(line), line.delta,
                       report.repeats, line.wrong / n, lower, upper, line.undecided / n, line.right / n,
                       cost.mean, cost.error, std::isfinite(cost.ratio) ? fmt::format("{}", cost.ratio) : "");
  }
  return csv;
}

std::string curves_csv(const StudyReport& report) {
  std::string csv = "rule,delta,budget,right\n";
  for (const StudyCurve& curve : report.curves)
    for (std::size_t i = 0; i < report.budgets.size(); ++i)
      csv += fmt::format("{},{},{},{}\n", curve.rule, curve.delta, report.budgets[i],
                         curve.right[i] / static_cast<double>(report.repeats));
  return csv;
}

}  // namespace megabandit
