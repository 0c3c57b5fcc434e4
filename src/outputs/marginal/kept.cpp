#include <unordered_map>

#include "outputs/marginal/marginal_density.hpp"

namespace megabandit {
namespace {

class Kept final : public MarginalDensity {
 public:
  explicit Kept(std::unique_ptr<MarginalDensity> density) : density_(std::move(density)) {}

  std::vector<double> log_rho(const Scoring& scoring, const Panel& panel) override {
    std::vector<double> known;
    for (const std::uint64_t name : panel.seen.name) {
      const auto found = of_name_.find(name);
      if (found == of_name_.end()) return measure(scoring, panel);
      known.push_back(found->second);
    }
    return known;
  }

 private:
  std::vector<double> measure(const Scoring& scoring, const Panel& panel) {
    std::vector<double> measured = density_->log_rho(scoring, panel);
    for (std::size_t i = 0; i < measured.size(); ++i) of_name_[panel.seen.name[i]] = measured[i];
    return measured;
  }

  std::unique_ptr<MarginalDensity> density_;
  std::unordered_map<std::uint64_t, double> of_name_;
};

}  // namespace

std::unique_ptr<MarginalDensity> kept(std::unique_ptr<MarginalDensity> density) {
  return std::make_unique<Kept>(std::move(density));
}

}  // namespace megabandit
