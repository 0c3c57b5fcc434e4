#include "outputs/doubts/doubts.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "density/bandwidth.hpp"
#include "density/marginal/learned.hpp"

namespace megabandit {
namespace {

constexpr double kAll = 0.9;              // of all actions are met: weights are 1
constexpr double kMostApart = 0.1;        // pscores, relative, in the median
constexpr double kLeastAlike = 0.7;       // correlation of their logarithms
constexpr double kConstantSpread = 0.05;  // of logarithms: below it they have nothing to correlate

// The share of all actions that a pivot meets (DSO specification 5.3).
double mean_participation(const SmoothedKernel& kernel, const RowMatrix<float>& outputs) {
  constexpr Eigen::Index most = 1024;
  const RowMatrix<double> rows = outputs.topRows(std::min(most, outputs.rows())).cast<double>();
  const auto others = static_cast<double>(rows.rows() - 1);
  const std::vector<double> even(static_cast<std::size_t>(rows.rows() - 1), -std::log(others));
  double sum = 0;
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    std::vector<double> log_kappa;
    for (Eigen::Index j = 0; j < rows.rows(); ++j)
      if (j != i) log_kappa.push_back(kernel.log_value((rows.row(i) - rows.row(j)).squaredNorm()));
    sum += participation(even, log_kappa);
  }
  return sum / static_cast<double>(rows.rows());
}

Doubt nothing_told_apart(double share) {
  return {"wide kernel",
          fmt::format("the kernel meets {:.0f} % of all actions at once, so that every weight is about 1 and "
                      "nothing can be learned; set a smaller density.bandwidth or density.relative_bandwidth",
                      100 * share)};
}

Doubt too_few_neighbours(double share, std::uint64_t actions, std::uint64_t neighbours) {
  const double met = share * static_cast<double>(actions);
  return {"broad kernel",
          fmt::format("the kernel meets about {:.0f} of {} actions at once, but density.neighbours is {}: "
                      "what lies further away is missed; set density.mode = \"exact\", at least {:.0f} "
                      "neighbours, or a narrower kernel",
                      met, actions, neighbours, 4 * met)};
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::ranges::nth_element(values, middle);
  return *middle;
}

double spread(const Eigen::ArrayXd& values) { return std::sqrt((values - values.mean()).square().mean()); }

// None where either hardly varies: that says nothing about the other.
std::optional<double> correlation(const Eigen::ArrayXd& a, const Eigen::ArrayXd& b) {
  const double spreads = spread(a) * spread(b);
  if (std::min(spread(a), spread(b)) < kConstantSpread) return std::nullopt;
  return ((a - a.mean()) * (b - b.mean())).mean() / spreads;
}

}  // namespace

std::vector<Doubt> doubt_width(const DensitySettings& settings, const SmoothedKernel& kernel,
                               const RowMatrix<float>& outputs, std::uint64_t actions) {
  std::vector<Doubt> doubts;
  if (outputs.rows() < 2) return doubts;
  const double share = mean_participation(kernel, outputs);
  if (share > kAll) doubts.push_back(nothing_told_apart(share));
  if (settings.mode == SeenMode::sparse && settings.neighbours < actions &&
      !sparse_enough(share, actions, settings.neighbours))
    doubts.push_back(too_few_neighbours(share, actions, settings.neighbours));
  return doubts;
}

std::vector<Doubt> doubt_logging(const std::string& logging, std::span<const double> pscore,
                                 std::span<const double> log_chances) {
  if (pscore.empty()) return {};
  std::vector<double> apart;
  Eigen::ArrayXd logged(std::ssize(pscore)), said(std::ssize(pscore));
  for (std::size_t i = 0; i < pscore.size(); ++i) {
    logged[static_cast<Eigen::Index>(i)] = std::log(pscore[i]);
    said[static_cast<Eigen::Index>(i)] = log_chances[i];
    apart.push_back(std::abs(std::expm1(log_chances[i] - std::log(pscore[i]))));
  }
  const double difference = median(apart);
  const std::optional<double> alike = correlation(logged, said);
  if (difference <= kMostApart && alike.value_or(1) >= kLeastAlike) return {};
  return {
      {"other logging policy",
       fmt::format("density.logging = \"{}\" does not give the actions logged the probabilities that the "
                   "log has: of {} rounds they differ by {:.3g} % in the median{}; weights are then wrong. "
                   "Name the policy that logged, or learn it with objective.kind = \"bc\"",
                   logging, pscore.size(), 100 * difference,
                   alike ? fmt::format(", and their logarithms correlate {:.2f}", *alike) : "")}};
}

std::vector<Doubt> doubt_estimate(std::span<const double> log_rho, std::span<const double> better) {
  const std::string warning = density_quality(log_rho, better).warning();
  if (warning.empty()) return {};
  return {{"poor densities", warning}};
}

std::vector<Doubt> doubt_outputs(const DensitySettings& settings, const LogShape& shape) {
  const bool compared = settings.kernel != SeenThrough::partition && settings.bank.empty();
  if (!compared || shape.output == 0 || shape.action_output > 0) return {};
  return {
      {"embeddings as outputs",
       "the log has /rounds/output, what users saw, but no /actions/output, what actions make: "
       "/actions/embedding is taken for it. If embeddings are something else, add /actions/output or name "
       "a density.bank"}};
}

}  // namespace megabandit
