#include "outputs/marginal/monte_carlo.hpp"

#include <algorithm>

#include "density/log_sum.hpp"

namespace megabandit {
namespace {

constexpr std::uint64_t kDrawn = 1'000'000;  // actions in memory at a time

class MonteCarlo final : public MarginalDensity {
 public:
  MonteCarlo(LoggingDraws logging, std::shared_ptr<const ActionOutputs> outputs, std::uint64_t draws,
             std::uint64_t seed)
      : logging_(std::move(logging)), outputs_(std::move(outputs)), draws_(draws), seed_(seed) {}

  std::vector<double> log_rho(const Scoring& scoring, const Panel& panel) override {
    std::vector<double> result;
    const std::uint64_t all = panel.action.size(), at_once = std::max<std::uint64_t>(1, kDrawn / draws_);
    for (std::uint64_t first = 0; first < all; first += at_once)
      measure(scoring, panel, {first, std::min(all, first + at_once)}, result);
    return result;
  }

 private:
  void measure(const Scoring& scoring, const Panel& panel, Range entries, std::vector<double>& result) const {
    const std::vector<ActionId> drawn = logging_.draw(
        scoring, panel, entries, draws_, {.seed = seed_, .stream = Stream::density, .epoch = kLoggingDraws});
    std::vector<Asked> asked;
    for (std::size_t i = 0; i < drawn.size(); ++i) asked.push_back({entries.first + i / draws_, drawn[i]});
    const std::vector<double> log_kappa = outputs_->log_kappa(panel, asked);
    for (std::uint64_t i = 0; i < entries.size(); ++i)
      result.push_back(log_mean_exp(std::span(log_kappa).subspan(i * draws_, draws_)));
  }

  LoggingDraws logging_;
  std::shared_ptr<const ActionOutputs> outputs_;
  std::uint64_t draws_, seed_;
};

}  // namespace

std::unique_ptr<MarginalDensity> monte_carlo_density(LoggingDraws logging,
                                                     std::shared_ptr<const ActionOutputs> outputs,
                                                     std::uint64_t draws, std::uint64_t seed) {
  return std::make_unique<MonteCarlo>(std::move(logging), std::move(outputs), draws, seed);
}

}  // namespace megabandit
